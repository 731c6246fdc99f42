// What a web page has to call vendors with. Runs in Chromium, in jsdom and in happy-dom.

/** A form if `form` is given, with texts and files; else `text` as bytes. */
function bodyOf({ form, text }) {
  if (!form) return text === undefined ? null : new Blob([text], { type: 'application/octet-stream' });
  const data = new FormData();
  for (const [name, value] of Object.entries(form))
    data.append(
      name,
      typeof value === 'string'
        ? value
        : new File([Uint8Array.from(value)], 'photo.png', { type: 'image/png' }),
    );
  return data;
}

globalThis.viaFetch = async ({ method, url, headers, ...rest }) => {
  const response = await fetch(url, { method, headers, body: bodyOf(rest) });
  const readable = Object.fromEntries(
    [...response.headers].map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { status: response.status, headers: readable, text: await response.text() };
};

globalThis.viaXhr = ({ method, url, headers = {}, ...rest }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onerror = () => reject(new Error(`the page may not call ${url}`));
    request.onload = () => {
      const lines = request
        .getAllResponseHeaders()
        .trim()
        .split(/[\r\n]+/);
      const readable = lines.map((line) => [
        line.split(':', 1)[0].toLowerCase(),
        line.replace(/^[^:]*: */, ''),
      ]);
      resolve({ status: request.status, headers: Object.fromEntries(readable), text: request.responseText });
    };
    request.send(bodyOf(rest));
  });
