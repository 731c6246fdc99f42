/** Elements of configurations that are true or false. */
const names =
  `AllowEmptyReferer AllowSmallFile AllowTruncateQueryString BlockPublicAccess Enable Enabled EnableReplacePrefix
  ExpiredObjectDeleteMarker IsAccessTime IsEnabled MirrorCheckMd5 MirrorFollowRedirect MirrorPassOriginalSlashes
  MirrorPassQueryString MirrorSNI PassAll PassQueryString ResponseVary ReturnToStdWhenVisit TruncatePath`.split(
    /\s+/,
  );

const flags = new RegExp(`<(${names.join('|')})>\\s*(true|false)\\s*</\\1>`, 'gi');

/** Some clients write `True`, and read no more than `true`: the service gives back the latter. */
export const withPlainFlags = (document: string): string =>
  document.replace(flags, (_, name: string, value: string) => `<${name}>${value.toLowerCase()}</${name}>`);
