// <first-words>: beginnings for a line. Without a script they are words to read; here each is a button that
// puts its words into the field, where they can be changed or deleted like any others.

class FirstWords extends HTMLElement {
  connectedCallback() {
    const list = this.querySelector('ul');
    if (!list || this.querySelector('button')) return;
    for (const item of list.querySelectorAll('li')) {
      item.replaceChildren(button(item.textContent ?? '', (said) => begin(this.closest('form'), said)));
    }
    const more = button(this.dataset.more ?? '', () => turn(list));
    more.className = 'btn text';
    list.after(more);
  }
}

/**
 * @param {string} said
 * @param {(said: string) => void} press
 */
function button(said, press) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: 'chip', textContent: said });
  made.addEventListener('click', () => press(said));
  return made;
}

/** Show the next one in place of the first. @param {HTMLUListElement} list */
function turn(list) {
  const [first, ...rest] = list.children;
  const next = rest.find((item) => item.hasAttribute('hidden'));
  next?.removeAttribute('hidden');
  first.setAttribute('hidden', '');
  list.append(first);
}

/**
 * Begin with these words, on a line of their own; what is there already stays before them.
 * @param {HTMLFormElement|null} form
 * @param {string} said
 */
function begin(form, said) {
  const field = form?.querySelector('textarea');
  if (!field) return;
  const before = field.value.trimEnd();
  field.value = `${before}${before && '\n\n'}${said}\n`;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

customElements.define('first-words', FirstWords);

export {};
