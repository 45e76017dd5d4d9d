// A form that waits for its owner to sign in: sent on after a passkey, and sent again afterwards.

document.addEventListener('passkey-done', (event) => {
  const form = event.target instanceof Element && event.target.closest('form');
  if (!form || form.dataset.held === undefined) return;
  event.preventDefault();
  // The server sees who has signed in now. A field may be called like the form's own method.
  HTMLFormElement.prototype.submit.call(form);
});

const waiting = document.querySelector('form[data-carry-on]');
if (waiting instanceof HTMLFormElement) HTMLFormElement.prototype.submit.call(waiting);

export {};
