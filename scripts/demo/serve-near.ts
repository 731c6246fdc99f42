import { type MockServer, serve } from '@api-repack/mock-vendors';

/** On the usual ports, or on any others while something else has these. */
export async function serveNear(port: number): Promise<MockServer> {
  try {
    return await serve({ port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    console.log(`   Something else uses a port from ${port} on, so the mocks take free ones.`);
    return serve({ port: 0 });
  }
}
