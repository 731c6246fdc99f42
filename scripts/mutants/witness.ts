// Started for each mutant: holds one vendor's mock to its documentation. Exit status 1 if something differs.
import { manualClock, serve } from '@api-repack/mock-vendors';
import { runContract } from '@api-repack/mock-vendors/contract';

const [vendor = ''] = process.argv.slice(2);

/** Beside the usual account: Fangtang has channels that pay for downloads. */
const accounts: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  fangtang: [{}, { third_code: 'hili-download' }],
};

async function differences(credentials: Readonly<Record<string, string>>): Promise<number> {
  const clock = manualClock(Date.now());
  const { origins, close } = await serve({ clock });
  const { counts } = await runContract({
    vendor,
    credentials,
    target: origins[vendor] ?? '',
    now: clock.now,
    sleep: async (ms) => clock.advance(ms),
    timeoutMs: 5_000,
  });
  await close();
  return counts.differs;
}

for (const credentials of accounts[vendor] ?? [{}]) if ((await differences(credentials)) > 0) process.exit(1);
