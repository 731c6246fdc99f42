const report = JSON.parse(document.getElementById('report').content.textContent);
const at = (id) => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick') made.onclick = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const tile = (value, label) =>
  element('div', { class: 'tile' }, element('b', {}, String(value)), element('span', {}, label));

function showHeader({ title, subject, isGood, verdict, tiles }) {
  at('title').textContent = title;
  at('subject').textContent = subject;
  at('verdict').className = `pill ${isGood ? 'good' : 'bad'}`;
  at('verdict').textContent = verdict;
  at('tiles').append(...tiles);
  document.title = `${title}: ${verdict}`;
}

// The script of the report runs in the same element.
Object.assign(globalThis, { report, at, element, tile, showHeader });
