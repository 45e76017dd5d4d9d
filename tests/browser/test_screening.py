"""PHQ-4 and its longer forms on a phone: each answer kept as it is chosen, finished once."""

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from backend.domain.screening import GAD7, PHQ4, PHQ8, SCREENS, score
from tests.browser.conftest import MakePhone
from tests.browser.faults import Network
from tests.browser.phone import SIZE, Phone, expect_status, expect_waiting, outbox, sending
from tests.browser.place import Place

pytestmark = pytest.mark.browser

PATH = "/check-in/phq4"
ANSWERS = ("Not at all", "Several days", "More than half the days", "Nearly every day")
SCORE = """async ([rules, all, instrument]) => {
  const { src } = document.querySelector('script[type=module]');
  const { scoreOf } = await import(new URL('score.js', src));
  return all.map((answers) => scoreOf(rules, answers, instrument));
}"""


def choose(page: Page, item: str, answer: int) -> None:
    page.locator(f"#{item}").get_by_text(ANSWERS[answer], exact=True).click()


def chosen(page: Page) -> dict[str, int]:
    found = page.locator("form[data-rules] input:checked").evaluate_all(
        "all => all.map(one => [one.name, Number(one.value)])"
    )
    return dict(found)


def finish(page: Page) -> None:
    page.get_by_role("button", name="Finish").click()


def expect_result(page: Page, total: str) -> None:
    """The page says so, the form is gone, and the focus is where it is said."""
    expect(page.get_by_role("heading", name="Your answers are kept")).to_be_visible()
    expect(page.locator("[data-part=result]")).to_be_focused()
    expect(page.locator("form[data-rules]")).to_be_hidden()
    expect(page.locator("[data-total]")).to_have_text(total)


def standing(place: Place) -> dict[str, int]:
    """Give what the server was told of the one form there is, the last answer to each item."""
    said = [one.payload for one in place.written("form.answer")]
    assert len({one["form_id"] for one in said}) == 1
    return {one["item"]: one["answer"] for one in said}


def test_interrupted_offline_and_finished_after_a_restart_it_is_kept_once(
    place: Place, lasting_phone: Phone
) -> None:
    # Given the week on the phone, and no network
    page = lasting_phone.keep_week()
    lasting_phone.lose_network()
    page = lasting_phone.open(PATH)
    # when two of the four questions are answered, one of them twice, and the browser is closed
    choose(page, "gad1", 3)
    choose(page, "gad1", 1)
    choose(page, "phq1", 2)
    expect(page.get_by_text("Each answer is kept as you choose it.")).to_be_visible()
    lasting_phone.restart(offline=True)
    # then the answers are there again, and are one thing on the list of what waits
    page = lasting_phone.open("/this-phone")
    expect(page.locator("[data-list=waiting] .t")).to_have_text(["Mood and worry"])
    said = page.locator("[data-list=waiting] p.text")
    expect(said).to_have_text(
        "Feeling nervous, anxious, or on edge: Several days\n"
        "Little interest or pleasure in doing things: More than half the days",
        use_inner_text=True,
    )
    page = lasting_phone.open(PATH)
    assert chosen(page) == {"gad1": 1, "phq1": 2}
    # and when it is gone on with and finished, the result is worked out without a server
    choose(page, "gad2", 0)
    choose(page, "phq2", 2)
    finish(page)
    expect_result(page, "5 of 12, range: mild")
    expect(page.locator("[data-rule]:visible")).to_have_text(
        "This is worth a conversation: with your doctor, or with somebody you trust."
    )
    expect(page.locator("[data-offer]:visible h3")).to_have_text(["A closer look at mood"])
    expect_waiting(page, 1)
    # and the page says so when it is opened once more
    page = lasting_phone.open(PATH)
    expect(page.locator("[data-total]")).to_be_visible()
    expect(page.locator("[data-filled] [data-said]").first).to_have_text("5 of 12, range: mild")
    # and when the network is back, the server has this one form, and each event once
    sent = {one["id"] for one in outbox(page)}
    with sending(page):
        lasting_phone.find_network()
    assert standing(place) == {"gad1": 1, "gad2": 0, "phq1": 2, "phq2": 2}
    assert len(place.written("form.finish")) == 1
    arrived = [one.id for one in place.written()]
    assert len(arrived) == len(set(arrived)) == len(sent)
    assert {one.day for one in place.written()} == {place.today}


def test_gone_on_with_on_another_phone_the_first_finish_closes_it(
    place: Place, make_phone: MakePhone
) -> None:
    # Given a form begun on one phone
    one, other = make_phone(), make_phone()
    page = one.open(PATH)
    with sending(page):
        choose(page, "gad1", 1)
    # when the other goes on with it and finishes it
    second = other.open(PATH)
    assert chosen(second) == {"gad1": 1}
    for item in ("gad2", "phq1", "phq2"):
        choose(second, item, 0)
    with sending(second):
        finish(second)
    expect_result(second, "1 of 12, range: none")
    # and the first, which does not know, finishes it later with other answers
    choose(page, "gad1", 3)
    finish(page)
    # then the first finish stands, and what came after it is told to the person
    expect_status(page, "needs")
    page = one.open("/this-phone")
    needs = page.locator("[data-list=needs]")
    expect(needs.locator(".reason")).to_have_text(
        "These answers were kept and closed already. To answer again, begin a new form."
    )
    expect(needs.locator("p.text")).to_have_text(
        "Feeling nervous, anxious, or on edge: Nearly every day"
    )
    forms = one.context.request.get(f"{place.url}/api/v1/questionnaires/forms").json()["items"]
    assert forms[0]["answers"] == {"gad1": 1, "gad2": 0, "phq1": 0, "phq2": 0}


def test_an_answer_in_a_slow_request_never_seems_to_follow_the_finish(
    place: Place, phone: Phone
) -> None:
    """The clock is put right once a request: the finish says every answer once more."""
    # Given three answers on the server, and a last one whose request takes very long
    page = phone.open(PATH)
    for item in ("gad1", "gad2", "phq1"):
        with sending(page):
            choose(page, item, 1)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/sync", hold_the_first)
    choose(page, "phq2", 3)
    expect_waiting(page, 1)
    # when the form is finished meanwhile, and the slow one is let go
    finish(page)
    expect_result(page, "6 of 12, range: moderate")
    held[0].continue_()
    expect_waiting(page, 0)
    # then all four answers stand
    forms = phone.context.request.get(f"{place.url}/api/v1/questionnaires/forms").json()["items"]
    assert forms[0]["answers"] == {"gad1": 1, "gad2": 1, "phq1": 1, "phq2": 3}
    assert forms[0]["finished"]


def test_whoever_changes_their_mind_sixty_times_has_it_sent_in_parts(
    place: Place, phone: Phone
) -> None:
    # Given a form without a network, answered again and again
    page = phone.keep_week(PATH)
    phone.lose_network()
    for n in range(60):
        page.locator(f"input[name=gad1][value='{n % 4}']").dispatch_event("click")
    for item in ("gad2", "phq1", "phq2"):
        choose(page, item, 0)
    finish(page)
    expect_result(page, "3 of 12, range: mild")
    # when the network is back
    sent: list[list[str]] = []
    page.on(
        "request",
        lambda asked: (
            sent.append([one["type"] for one in asked.post_data_json["events"]])
            if asked.url.endswith("/sync") and asked.post_data_json
            else None
        ),
    )
    phone.find_network()
    expect_waiting(page, 0)
    # then no request was too large, and the finish came with all its answers
    whole = next(one for one in sent if "form.finish" in one)
    assert max(len(one) for one in sent) <= 50
    assert whole[-5:] == ["form.answer"] * 4 + ["form.finish"]
    assert standing(place) == {"gad1": 3, "gad2": 0, "phq1": 0, "phq2": 0}


def test_the_second_long_form_of_a_day_waits_offline_too(phone: Phone) -> None:
    # Given a longer form finished without a network
    page = phone.keep_week("/check-in/gad7")
    phone.lose_network()
    for item in SCREENS[GAD7].items:
        choose(page, item, 3)
    finish(page)
    expect_result(page, "21 of 21, range: severe")
    expect(page.locator("[data-rule]:visible")).to_contain_text("this week")
    # when another one is opened, then it says that tomorrow is soon enough
    for path in ("/check-in/phq8", "/check-in/function"):
        page = phone.open(path)
        expect(page.get_by_role("heading", name="Tomorrow is soon enough")).to_be_visible()
        expect(page.locator("form[data-form]")).to_be_hidden()
    # but the four short questions may be answered
    page = phone.open(PATH)
    expect(page.get_by_role("button", name="Finish")).to_be_visible()


def test_a_question_left_open_gives_no_total_and_nothing_answered_is_said(phone: Phone) -> None:
    page = phone.open(PATH)
    finish(page)
    missing = page.get_by_role("alert").filter(has_text="Please answer at least one question.")
    expect(missing).to_be_in_viewport()
    choose(page, "gad1", 3)
    expect(missing).to_be_hidden()
    finish(page)
    expect(page.locator("[data-no-score]")).to_be_visible()
    expect(page.locator("[data-rule]:visible, [data-offer]:visible")).to_have_count(0)
    page.locator("[data-filled] summary").first.click()
    expect(page.locator("[data-filled] dd").first).to_have_text("Nearly every day")


@pytest.mark.worker(False)
def test_the_phone_adds_up_as_the_server_does(phone: Phone) -> None:
    # Given the cut-offs as the pages have them
    for name in (PHQ4, PHQ8, GAD7):
        page = phone.open(f"/check-in/{name}")
        rules = page.locator("form[data-rules]").evaluate("form => JSON.parse(form.dataset.rules)")
        items = SCREENS[name].items
        # when every answer of PHQ-4, and every total of the others, is added up by both
        every = (
            [dict(zip(items, one, strict=True)) for one in product(range(4), repeat=4)]
            if name == PHQ4
            else [
                {item: max(0, min(3, total - 3 * n)) for n, item in enumerate(items)}
                for total in range(SCREENS[name].most + 1)
            ]
        )
        # then they agree
        for answers, found in zip(every, page.evaluate(SCORE, [rules, every, name]), strict=True):
            ours = score(name, answers)
            assert ours is not None
            assert (found["total"], found["range"]) == (ours.total, ours.range)
            assert (found["rule"], tuple(found["offers"])) == (ours.rule, ours.offers)
        assert page.evaluate(SCORE, [rules, [{items[0]: 3}], name]) == [None]


@pytest.fixture
def plain(browser: Browser, place: Place) -> Iterator[Page]:
    """Give a tab of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport=SIZE)
    context.add_cookies([{"name": "facekind", "value": place.cookie, "url": place.url}])
    yield context.new_page()
    context.close()


def test_without_javascript_it_is_a_plain_form(place: Place, plain: Page) -> None:
    plain.goto(place.url + PATH)
    finish(plain)
    expect(plain.get_by_role("alert")).to_contain_text("Please answer at least one question.")
    for item in SCREENS[PHQ4].items:
        choose(plain, item, 2)
    finish(plain)
    expect(plain.locator("[data-total]")).to_have_text("8 of 12, range: moderate")
    assert standing(place) == dict.fromkeys(SCREENS[PHQ4].items, 2)


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.worker(False)
def test_every_answer_can_be_hit_on_a_small_phone(phone: Phone, width: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": 640})
    page = phone.open("/check-in/phq8")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for box in (one.bounding_box() for one in page.locator(".one-of-four .choice").all()):
        assert box
        assert min(box["width"], box["height"]) >= 48


@pytest.mark.worker(False)
def test_a_server_that_is_away_loses_no_answer(place: Place, phone: Phone) -> None:
    # Given a server that cannot be reached while the first answers are chosen
    page = phone.open(PATH)
    place.proxy.set(Network.REFUSE)
    choose(page, "gad1", 2)
    choose(page, "gad2", 2)
    expect_waiting(page, 1)
    place.proxy.set(Network.PASS)
    with sending(page):
        choose(page, "phq1", 1)
    assert standing(place) == {"gad1": 2, "gad2": 2, "phq1": 1}
