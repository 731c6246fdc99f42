import type { DocumentedError } from '../../errors.ts';

/**
 * The errno tables of both manuals. The manuals list 9999, 9101 and 9001 for uploads only, but their causes exist at
 * every endpoint.
 */
export const errors = {
  badToken: {
    code: 9999,
    kind: 'auth',
    message: '请求参数token不合法',
    hint: "Check third_code, secret_key and this machine's clock: a token lives for two minutes",
    dependsOnClock: true,
  },
  noCredits: {
    code: 9101,
    kind: 'quota',
    message: '剩余下载次数为0',
    hint: 'No credits are left (uploads or downloads, depending on your plan): ask Fangtang for more',
  },
  badInput: {
    code: 9001,
    kind: 'bad-input',
    message: '传入参数错误',
    hint: 'Check the settings of this request; a background change (bg) needs rgb',
  },
  unsupportedFile: {
    code: 9005,
    kind: 'unsupported',
    message: '文件上传类型不支持',
    hint: 'Send a JPEG or PNG picture; renaming another file does not help',
  },
  uploadFailed: {
    code: 9006,
    kind: 'unavailable',
    message: '上传失败',
    hint: 'Failed uploads are free by the manual; check your balance, then upload again',
  },
  badImage: {
    code: 9009,
    kind: 'bad-input',
    message: '图片异常，处理失败',
    hint: 'The picture is damaged, empty or too large: open it in an editor and save it again',
  },
  unknownImage: {
    code: 9002,
    kind: 'not-found',
    message: '图片不存在，请确认图片是否上传成功',
    hint: 'No such picture: check the id (mdf); Fangtang deletes everything one hour after upload',
  },
  expiredImage: {
    code: 9002,
    kind: 'not-found',
    message: '数据已失效，请重新上传',
    hint: 'The picture is not there: it is not finished yet, or more than one hour old and must be uploaded again',
  },
  unknownChannel: {
    code: 9002,
    kind: 'not-found',
    message: '数据未找到',
    hint: 'Fangtang does not know this third_code',
  },
  internal: {
    code: 500,
    kind: 'unavailable',
    message: '其他错误',
    hint: 'Fangtang reports an internal error; check your balance if this was an upload, then try again later',
  },
} as const satisfies Record<string, DocumentedError>;
