import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MockServer, serve, type WorldOptions } from '@api-repack/mock-vendors';
import { type ChatModel, serveChatModel } from './chat-model.ts';
import { installedN8n } from './install.ts';
import { type Instance, installNodes } from './n8n.ts';
import { type PhotoServer, servePhotos } from './photos.ts';

/** An n8n of its own that forgets everything, with mock vendors of its own. */
export interface Lab {
  readonly instance: Instance;
  readonly mocks: MockServer;
  readonly photos: PhotoServer;
  readonly chatModel: ChatModel;
  close(): Promise<void>;
}

export async function openLab(world: WorldOptions = {}): Promise<Lab> {
  const n8n = installedN8n();
  if (!n8n) throw new Error('n8n is not installed: npm run test:n8n installs it');
  const userFolder = mkdtempSync(join(tmpdir(), 'n8n-lab-'));
  const instance = { n8n, userFolder };
  installNodes(instance);
  const mocks = await serve({ taskTiming: { mode: 'polls', polls: 2 }, ...world });
  const photos = await servePhotos();
  const chatModel = await serveChatModel();
  const close = async () => {
    await mocks.close();
    photos.close();
    chatModel.close();
    rmSync(userFolder, { recursive: true, force: true });
  };
  return { instance, mocks, photos, chatModel, close };
}
