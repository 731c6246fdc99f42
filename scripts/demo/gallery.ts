/** One picture before and after. Paths are relative to the page. */
export interface Card {
  readonly title: string;
  readonly before: { readonly path: string; readonly caption: string };
  readonly after: { readonly path: string; readonly caption: string };
}

export interface Section {
  readonly title: string;
  readonly text: string;
  readonly cards: readonly Card[];
}

/** A page without outside parts, to be opened as a file. */
export function galleryPage(sections: readonly Section[], notes: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API RePack: before and after</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Before and after</h1>
<p>${notes.map(escapeHtml).join('<br>')}</p>
</header>
<main>${sections.map(sectionHtml).join('\n')}</main>
</body>
</html>
`;
}

const sectionHtml = ({ title, text, cards }: Section) => `
<section>
<h2>${escapeHtml(title)}</h2>
<p>${escapeHtml(text)}</p>
<div class="cards">${cards.map(cardHtml).join('')}</div>
</section>`;

const cardHtml = ({ title, before, after }: Card) => `
<article>
<div class="pair">${figureHtml('Before', before)}${figureHtml('After', after)}</div>
<h3>${escapeHtml(title)}</h3>
</article>`;

const figureHtml = (label: string, { path, caption }: Card['before']) => `
<figure>
<a href="${escapeHtml(path)}"><img src="${escapeHtml(path)}" alt="${label}" loading="lazy"></a>
<figcaption><b>${label}</b> ${escapeHtml(caption)}</figcaption>
</figure>`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? '');

const style = `
:root { color-scheme: light dark; --back: #f6f7f9; --card: #fff; --text: #1b2430; --soft: #5c6b7d; --line: #e1e6ec; --square: #e4e8ee }
@media (prefers-color-scheme: dark) {
  :root { --back: #11161d; --card: #1a212b; --text: #e8edf3; --soft: #94a3b5; --line: #2a3441; --square: #2a3441 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, 'Segoe UI', sans-serif }
header, main { max-width: 1240px; margin: 0 auto; padding: 0 24px }
header { padding-top: 40px }
h1 { font-size: 34px; line-height: 1.2; margin: 0 0 8px; letter-spacing: -.02em }
h2 { font-size: 22px; margin: 40px 0 4px }
h3 { font-size: 15px; font-weight: 600; margin: 0; padding: 12px 16px 14px }
p { color: var(--soft); margin: 0 0 16px }
section { min-width: 0 }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 20px }
article { background: var(--card); border: 1px solid var(--line); border-radius: 14px; overflow: hidden }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1px; background: var(--line) }
figure { margin: 0; background: var(--card) }
figure a { display: grid; place-items: center; aspect-ratio: 1; overflow: hidden }
img { display: block; max-width: 100%; max-height: 100%; background: repeating-conic-gradient(var(--square) 0 25%, var(--card) 0 50%) 0 0 / 22px 22px }
figcaption { padding: 8px 12px; font-size: 12.5px; color: var(--soft); border-top: 1px solid var(--line) }
figcaption b { color: var(--text); margin-right: 6px }
main { padding-bottom: 56px; display: grid; grid-template-columns: 1fr 1fr; gap: 0 20px }
section:has(article + article) { grid-column: 1 / -1 }
@media (max-width: 860px) { main { grid-template-columns: 1fr } }
`;
