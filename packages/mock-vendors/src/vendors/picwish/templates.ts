import { endpoint } from './call.ts';

/** Scenes by their number. One public client asks for them; the shape is an inference. */
export const backgroundTemplates = endpoint(async ({ settings }) => settings.backgroundTemplates);
