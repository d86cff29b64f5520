// What only the browser knows or can do: the viewer's own time zone and manner of writing numbers, all rows at once, and news.

const locale = () => {
  const language = document.documentElement.lang;
  return navigator.languages.find((own) => own.split('-')[0] === language) ?? language;
};

const show = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

// What the server wrote into a text of a chart, for as long as that shows what was made of it.
const written = new WeakMap();

const rewrite = (element, format) => {
  const before = written.get(element);
  const raw = before?.shown === element.textContent ? before.raw : element.textContent;
  const shown = format(raw.trim());
  written.set(element, { raw, shown });
  show(element, shown);
};

// What has no place of its own in the number: how many digits stand behind the point, and whether it says a change.
const manner = ({ dataset: { digits, sign } }, usual) =>
  digits || sign
    ? new Intl.NumberFormat(locale(), {
        minimumFractionDigits: digits ?? 0,
        maximumFractionDigits: digits ?? 20,
        signDisplay: sign ? 'exceptZero' : 'auto',
      })
    : usual;

const localise = () => {
  const moments = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' });
  const months = new Intl.DateTimeFormat(locale(), { year: 'numeric', month: 'short', timeZone: 'UTC' });
  const numbers = new Intl.NumberFormat(locale(), { maximumFractionDigits: 20 });
  // Days and months are the calendar's, the same in every time zone.
  const calendar = (text, dateStyle) => {
    if (/^\d{4}-\d\d$/.test(text)) return months.format(new Date(text));
    if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
    return new Intl.DateTimeFormat(locale(), { dateStyle, timeZone: 'UTC' }).format(new Date(text));
  };
  for (const time of document.querySelectorAll('time[datetime]'))
    show(time, calendar(time.dateTime, 'medium') ?? moments.format(new Date(time.dateTime)));
  for (const number of document.querySelectorAll('data.number')) show(number, manner(number, numbers).format(number.value));
  for (const tick of document.querySelectorAll('.chart .mud-charts-yaxis text'))
    rewrite(tick, (raw) => (raw === '' || Number.isNaN(Number(raw)) ? raw : numbers.format(raw)));
  for (const label of document.querySelectorAll('.chart[data-along=time] .mud-charts-xaxis text'))
    rewrite(label, (raw) => calendar(raw, 'short') ?? raw);
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
    for (const zone of event.target.querySelectorAll('input[data-zone]')) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (!question || window.confirm(question)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// A server that is slow is not asked more often than it can answer; one that does not answer at all is asked again.
const patience = 60_000;
let seen = Date.now();
let isAsked = false;
window.Blazor?.addEventListener('enhancedload', () => {
  seen = Date.now();
  isAsked = false;
});
setInterval(() => {
  const live = document.querySelector('[data-live]');
  const pause = isAsked ? patience : live?.dataset.live * 1000;
  if (!live || document.hidden || Date.now() - seen < pause) return;
  seen = Date.now();
  isAsked = true;
  window.Blazor?.navigateTo(location.href, { replaceHistoryEntry: true });
}, 500);
