// What only the browser knows or can do: the viewer's own time zone and manner of writing numbers, all rows at once, and news.

const locale = () => {
  const language = document.documentElement.lang;
  return navigator.languages.find((own) => own.split('-')[0] === language) ?? language;
};

const show = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

const localise = () => {
  const times = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' });
  for (const time of document.querySelectorAll('time[datetime]')) show(time, times.format(new Date(time.dateTime)));
  for (const money of document.querySelectorAll('data.money')) {
    try {
      show(money, new Intl.NumberFormat(locale(), { style: 'currency', currency: money.dataset.currency }).format(money.value));
    } catch (unknownCurrency) {
      // Stays as the server wrote it.
    }
  }
};

let pending = false;
const soon = () => {
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => {
    pending = false;
    localise();
  });
};

// The document and not its body, which the browser may have taken away already when a viewer is quick.
new MutationObserver(soon).observe(document, { childList: true, subtree: true, characterData: true });
localise();

document.addEventListener('change', (event) => {
  const name = event.target.dataset?.selects;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = event.target.checked;
});

// Before the framework takes the form.
document.addEventListener(
  'submit',
  (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (!question || window.confirm(question)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

let seen = Date.now();
setInterval(() => {
  const live = document.querySelector('[data-live]');
  // Not before it is all there: a server that is slow is not asked more often than it can answer.
  if (document.querySelector('.loading')) seen = Date.now();
  if (!live || document.hidden || Date.now() - seen < live.dataset.live * 1000) return;
  seen = Date.now();
  window.Blazor?.navigateTo(location.href, { replaceHistoryEntry: true });
}, 500);
