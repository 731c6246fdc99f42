import { endpointName } from '@api-repack/core/picwish';
import { webTools } from '@api-repack/core/picwish-web';
import { client, each, fixture, guess, manual, type VendorEvidence } from '../../evidence/evidence.ts';

const clients = client('public clients of the web page, 2023 to 2026');
const quoted = (name: string) => fixture(`picwish-web/${name}`);

const fixtures: Readonly<Record<string, string>> = {
  createFaceCutout: 'createFaceCutout.ok',
  readFaceCutout: 'readFaceCutout.ok',
};

const ofTools = Object.keys(webTools).flatMap((tool) => [
  endpointName('create', tool),
  endpointName('read', tool),
]);

export const evidence: VendorEvidence = {
  endpoints: {
    ...each(ofTools, (endpoint) => [
      clients,
      ...(fixtures[endpoint] === undefined ? [] : [quoted(fixtures[endpoint])]),
    ]),
    login: [clients, quoted('login.ok')],
    authorizeUpload: [clients, quoted('authorizeUpload.ok')],
    readCleanFile: [clients, quoted('readCleanFile.ok')],
    uploadCallback: [clients],
    anonymousLogin: [clients],
    createAnonymousScale: [clients],
    readAnonymousScale: [clients],
  },
  errors: {
    neededLogin: [manual('picwish-api-repack.md, 授权token（公共header）'), quoted('failure.needed-login')],
    captchaNeeded: [clients],
    unknownId: [guess('404 as in the developer API; the number is the setting unknownIdStatus')],
    failed: [clients],
    refused: [clients, quoted('createTextToImage.refused')],
  },
  fields: {
    readCleanFile: { 'data.mask': [clients] },
  },
  assumptions: {
    wrongPasswordStatus: { because: 'nobody knows the real number', alternatives: [11_020] },
    neededLoginHttpStatus: { because: 'the number in the body is 401', alternatives: [200] },
    tokenLifetimeS: { because: 'clients keep a login for weeks', alternatives: [3_600] },
    grantLifetimeS: { because: 'usual for STS', alternatives: [60, 3_600] },
    retentionS: { because: 'as the developer API', alternatives: [600] },
    unknownIdStatus: { because: 'what HTTP has for it', alternatives: [400, -1] },
    webFailure: { because: 'clients expect either', alternatives: ['envelope'] },
  },
};
