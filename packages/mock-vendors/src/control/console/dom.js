// What clients send is only ever set as text, never as HTML.

export const byId = (id) => document.getElementById(id);

/** An element with properties and children; texts become text nodes, and `undefined` is left out. */
export function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** The world that is shown is in the address, so that it can be kept and shared. */
export const shownWorld = () => decodeURIComponent(location.hash.slice(1)) || 'main';

/** The same path, about the world that is shown. */
export const here = (path) => `${path}?world=${encodeURIComponent(shownWorld())}`;

/** The JSON response of the control API. Shows the API's error message on the page. */
export async function call(path, body, method = 'POST') {
  const init = body && {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(here(path), init);
  const answer = await response.json();
  byId('problem').textContent = response.ok ? '' : answer.error;
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

const hues = { picwish: 250, 'picwish-web': 290, 'aliyun-oss': 25, fangtang: 160, lufff: 340 };

/** A vendor's color. */
export function dot(vendor) {
  const element = el('i', { className: 'dot', title: vendor });
  element.style.setProperty('--vendor', `hsl(${hues[vendor] ?? 200} 62% 55%)`);
  return element;
}

export const pill = (text, kind = '') => el('span', { className: `pill ${kind}` }, text);

export function button(label, act) {
  return el('button', { type: 'button', onclick: act }, label);
}

export function copyButton(text, what) {
  const copy = button('Copy', async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = 'Copied';
    setTimeout(() => copy.replaceChildren('Copy'), 1200);
  });
  copy.ariaLabel = `Copy ${what}`;
  return copy;
}
