"""Charts: where everything stands, and what they never do."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.periods import Period
from backend.domain.progress import Better, Mark, MarkKind, Measure, measure
from backend.web.assets import STATIC, Assets
from backend.web.charts import chart_of
from backend.web.plots import WIDTH
from backend.web.render import make_environment

MONDAY = date(2026, 9, 7)
TWELVE_WEEKS = Period(MONDAY, MONDAY + timedelta(days=83))
FOUR_WEEKS = Period(MONDAY, MONDAY + timedelta(days=27))
ASSETS = Assets.read(STATIC)
TEMPLATE = (
    '{% from "components/chart.html" import chart %}'
    '{{ chart(chart_of(m, p, marks, flares, by_injection), "Tightness", "t") }}'
)


def on(n: int) -> date:
    return MONDAY + timedelta(days=n)


def rated(*days: tuple[int, float], period: Period = TWELVE_WEEKS) -> Measure:
    return measure("tightness", [(on(n), value) for n, value in days], period)


def each_day(value: float, *weeks: int) -> list[tuple[int, float]]:
    return [(7 * week + n, value) for week in weeks for n in range(7)]


def drawn(
    m: Measure,
    period: Period = TWELVE_WEEKS,
    *,
    language: str = "en",
    marks: tuple[Mark, ...] = (),
    flares: tuple[Period, ...] = (),
    by_injection: bool = False,
) -> Tag:
    template = make_environment(language, ASSETS).from_string(TEMPLATE)
    said = template.render(m=m, p=period, marks=marks, flares=flares, by_injection=by_injection)
    return BeautifulSoup(said, "html.parser")


def test_a_gap_is_never_bridged_and_says_how_many_answered() -> None:
    m = rated(*each_day(5, 0), (7, 4), (8, 4), *each_day(6, 3), period=FOUR_WEEKS)
    chart = chart_of(m, FOUR_WEEKS)
    assert chart.lines == ()
    assert [gap.answered for gap in chart.gaps] == [2, 0]
    page = drawn(m, FOUR_WEEKS)
    assert "2 answers" in page.get_text()
    assert page.select("path.gap-line")


def test_three_neighbouring_weeks_make_a_line_and_two_do_not() -> None:
    assert chart_of(rated(*each_day(5, 0, 1)), TWELVE_WEEKS).lines == ()
    chart = chart_of(rated(*each_day(5, 0, 1, 2), *each_day(5, 5, 6)), TWELVE_WEEKS)
    assert len(chart.lines) == 1
    assert chart.lines[0].count("L") == 2


def test_the_axis_is_the_whole_scale_and_the_band_lies_around_the_start() -> None:
    chart = chart_of(rated(*each_day(6, 0), *each_day(5, 4)), TWELVE_WEEKS)
    assert [level.value for level in chart.levels] == [0, 5, 10]
    assert chart.band is not None
    unit = (chart.bottom - chart.top) / 10
    assert chart.band.height == pytest.approx(2 * 1.8 * unit, abs=0.2)
    assert chart.band.y == pytest.approx(chart.bottom - 7.8 * unit, abs=0.2)


def test_a_mood_has_its_five_words_as_axis_and_no_band() -> None:
    said = [(on(n), n % 5 + 1) for n in range(84)]
    mood = measure("mood", said, TWELVE_WEEKS, better=Better.HIGHER, least=1, most=5)
    page = drawn(mood)
    words = {text.get_text() for text in page.select("svg.chart text")}
    assert words >= {"Very low", "Low", "Okay", "Good", "Very good"}
    assert "Higher is better." in page.get_text()
    assert page.select(".band") == []


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        (4.5, "From 6 to 4.5. Within the shaded band: this can be day-to-day change."),
        (4, "From 6 to 4. Larger than day-to-day change, and better."),
        (8, "From 6 to 8. Larger than day-to-day change, and worse."),
        (6, "6 in the first week and in the last."),
    ],
)
def test_the_sentence_says_whether_it_is_more_than_day_to_day(last: float, sentence: str) -> None:
    page = drawn(rated(*each_day(6, 0), *each_day(last, 4)))
    found = page.select_one(".found")
    assert found is not None
    assert " ".join(found.get_text().split()) == sentence


def test_the_picture_is_told_in_words_and_numbers() -> None:
    m = rated(*each_day(6, 0), *each_day(4, 4))
    flares = (Period(on(9), on(11)),)
    page = drawn(m, marks=(Mark(MarkKind.VISIT, on(14)),), flares=flares)
    picture = page.select_one("svg[role=img]")
    assert picture is not None
    names = str(picture["aria-labelledby"]).split()
    title, desc = (page.select_one(f"#{name}") for name in names)
    assert title is not None
    assert desc is not None
    assert title.get_text() == "Tightness"
    for words in (
        "7 Sept",
        "29 Nov",
        "Lower is better.",
        "From 6 to 4.",
        "Visit: 21 Sept.",
        "Flare",
    ):
        assert words in desc.get_text()
    rows = page.select("details table tbody tr")
    assert [row.get_text(" ", strip=True) for row in rows] == [
        "7 Sept 7 6",
        "14 Sept 3 weeks without an answer",
        "5 Oct 7 4",
    ]


def test_every_kind_of_mark_has_its_word_in_the_key() -> None:
    marks = tuple(Mark(kind, on(5 + 10 * n)) for n, kind in enumerate(MarkKind))
    page = drawn(rated(*each_day(5, 0)), marks=marks)
    key = page.select_one("ul.key")
    assert key is not None
    assert len(key.select("li")) == len(MarkKind)
    assert len(page.select("svg.chart .shape")) == len(MarkKind)


def test_signs_that_would_lie_on_each_other_are_drawn_once() -> None:
    days = [on(n) for n in range(84)]
    marks = [Mark(kind, day) for day in days for kind in (MarkKind.THERAPY, MarkKind.ACUPUNCTURE)]
    chart = chart_of(rated(*each_day(4, 0, 1, 2)), TWELVE_WEEKS, marks)
    assert len(chart.marks) == len(marks)
    assert {post.kind for post in chart.posts} == {MarkKind.THERAPY, MarkKind.ACUPUNCTURE}
    assert len(chart.posts) <= 2 * WIDTH / 8
    courses = [Mark(MarkKind.THERAPY, day, TWELVE_WEEKS.until) for day in days[:9]]
    assert len(chart_of(rated(*each_day(4, 0, 1, 2)), TWELVE_WEEKS, courses).posts) == 9


def test_days_are_counted_from_each_injection() -> None:
    marks = (Mark(MarkKind.BOTULINUM_TOXIN, on(0)), Mark(MarkKind.INJECTIONS, on(49)))
    chart = chart_of(rated(*each_day(5, 0)), TWELVE_WEEKS, marks, since_injection_axis=True)
    numbers = [tick.number for tick in chart.ticks]
    assert numbers[0] == 0
    assert numbers.count(0) == 2
    assert sorted(tick.x for tick in chart.ticks) == [tick.x for tick in chart.ticks]
    assert (
        "Days since an injection"
        in drawn(rated(*each_day(5, 0)), marks=marks, by_injection=True).get_text()
    )


def test_an_injection_before_the_period_counts_on() -> None:
    chart = chart_of(
        rated(*each_day(5, 0)),
        TWELVE_WEEKS,
        since_injection_axis=True,
        clock_from=on(-20),
    )
    numbers = [tick.number for tick in chart.ticks if tick.number is not None]
    assert numbers
    assert min(numbers) >= 20


def test_five_years_are_weekly_dots_and_years() -> None:
    period = Period(MONDAY - timedelta(days=1826), MONDAY)
    said = [(period.since + timedelta(days=n), n % 7) for n in range(1827)]
    chart = chart_of(measure("tightness", said, period), period)
    assert chart.days == ()
    assert 4 <= len(chart.ticks) <= 6
    page = drawn(measure("tightness", said, period), period)
    labels = [text.get_text(strip=True) for text in page.select("svg.chart text")]
    assert {"2022", "2023", "2024", "2025", "2026"} <= set(labels)


def test_own_symptoms_with_markup_stay_words() -> None:
    env = make_environment("en", ASSETS)
    said = env.from_string(
        '{% from "components/chart.html" import chart %}{{ chart(chart_of(m, p), t, "t") }}'
    ).render(m=rated(*each_day(5, 0)), p=TWELVE_WEEKS, t="<script>alert(1)</script>")
    assert "<script>" not in said


@given(
    st.lists(st.tuples(st.integers(0, 83), st.integers(0, 10)), max_size=60),
    st.lists(st.tuples(st.sampled_from(MarkKind), st.integers(0, 83)), max_size=12),
    st.integers(0, 83),
    st.booleans(),
)
def test_everything_stands_on_the_drawing(
    said: list[tuple[int, float]], happened: list[tuple[MarkKind, int]], since: int, clock: bool
) -> None:
    period = Period(on(since), TWELVE_WEEKS.until)
    m = measure("t", [(on(n), value) for n, value in said], period)
    marks = [Mark(kind, on(n)) for kind, n in happened if n >= since]
    chart = chart_of(m, period, marks, [Period(on(since), on(83))], since_injection_axis=clock)
    for dot in (*chart.days, *chart.weeks):
        assert chart.left <= dot.x <= chart.right
        assert chart.top <= dot.y <= chart.bottom
    for x in [tick.x for tick in chart.ticks] + [post.x for post in chart.posts]:
        assert 0 <= x <= WIDTH
    assert len(chart.weeks) == len(m.known)
    assert {post.kind for post in chart.posts} == {mark.kind for mark in marks}
    assert len(chart.posts) <= len(marks) == len(chart.marks)
