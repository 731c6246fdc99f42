/**
 * Throws where Node is too old. Import it first: an older Node would fail at a later import with an unclear error.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19))
  throw new Error(`API RePack needs Node 22.19 or newer, and this is ${process.version}`);

export {};
