import { extensions, lookup } from 'mime-types'

/** Of files whose kind is not known: the one type that an app compares with nothing. */
const octets = 'application/octet-stream'

/**
 * Where an app reads an extension otherwise than `mime-types` does (Altinn/app-lib-dotnet
 * MimeTypeMap.cs). Of several types the app takes each.
 */
const typesInApps: Readonly<Record<string, readonly string[]>> = {
  '3gp': ['video/3gpp', 'audio/3gpp'],
  accdb: ['application/msaccess'],
  aif: ['audio/aiff'],
  aiff: ['audio/aiff'],
  cer: ['application/x-x509-ca-cert'],
  cfg: ['text/plain'],
  config: ['application/xml'],
  dif: ['video/x-dv'],
  dtd: ['text/xml'],
  dwf: ['drawing/x-dwf'],
  fdf: ['application/vnd.fdf'],
  flac: ['audio/flac'],
  gz: ['application/x-gzip'],
  ico: ['image/x-icon'],
  ifc: ['application/x-step'],
  js: ['application/javascript'],
  lst: ['text/plain'],
  m4a: ['audio/m4a', 'audio/x-m4a'],
  mid: ['audio/mid'],
  midi: ['audio/mid'],
  mp2: ['video/mpeg'],
  mpp: ['application/vnd.ms-project'],
  otf: ['application/font-sfnt'],
  rar: ['application/x-rar-compressed'],
  slk: ['application/vnd.ms-excel'],
  sos: ['text/vnd.sosi'],
  step: ['application/step'],
  stl: ['application/vnd.ms-pki.stl'],
  stp: ['application/step'],
  tgz: ['application/x-compressed'],
  ttf: ['application/font-sfnt'],
  vcs: ['text/plain'],
  wmf: ['application/x-msmetafile'],
  wsdl: ['text/xml'],
  xml: ['application/xml', 'text/xml'],
  xsd: ['text/xml'],
  xsl: ['text/xml'],
  xslt: ['text/xml'],
  zip: ['application/zip', 'application/x-zip-compressed', 'application/zip-compressed'],
}

/** Extensions that `mime-types` knows and apps do not. */
const unknownToApps: ReadonlySet<string> = new Set(
  [
    '7zip asc avif bat bz2 cab chm conf dbf djvu dmg dwg dxf emz exe fbx geojson glb gltf ics iges igs',
    'iso java jp2 jxl key kml kmz log md mkv mobi msg msi numbers obj odft ogex opf p8 pages pcx pgp',
    'php pm psd py qxd rng sig sql stc tex text toml vcard vsdx war wks woff2 wpd xz yaml yml',
  ].flatMap((line) => line.split(' ')),
)

/**
 * The media type that a file is sent with, so that the app takes it for its name; `undefined` where
 * the app takes no such file. An app refuses a type that is not the one of the extension, but for
 * that of any bytes, and one that its data type does not list (DataRestrictionValidation.cs).
 *
 * @param allowed the media types that the data type lists; none: all are taken
 */
export function mediaTypeFor(
  fileName: string,
  allowed: readonly (string | null)[] | null | undefined,
): string | undefined {
  const types = typesOf(fileName)
  const listed = (allowed ?? []).filter((type) => type !== null)
  if (listed.length === 0) return types[0] ?? octets
  const isListed = (type: string): boolean =>
    listed.some((one) => one.toLowerCase() === type.toLowerCase())
  return types.find(isListed) ?? (listed.includes(octets) ? octets : undefined)
}

/**
 * The extensions of the files that an app takes where its data type lists these media types, in the
 * order of the alphabet; `undefined` where it takes all files.
 */
export function extensionsFor(
  allowed: readonly (string | null)[] | null | undefined,
): readonly string[] | undefined {
  const listed = (allowed ?? []).flatMap((type) => (type === null ? [] : [type.toLowerCase()]))
  if (listed.length === 0 || listed.includes(octets)) return undefined
  const wanted = new Set(listed)
  const candidates = [
    ...Object.keys(typesInApps),
    ...listed.flatMap((type) => (Object.hasOwn(extensions, type) ? (extensions[type] ?? []) : [])),
  ]
  const taken = candidates.filter((extension) =>
    typesOf(`a.${extension}`).some((type) => wanted.has(type.toLowerCase())),
  )
  return [...new Set(taken)].sort()
}

/** The types that an app takes a file of this name for. */
function typesOf(fileName: string): readonly string[] {
  const extension = extensionOf(fileName)
  if (extension === undefined || unknownToApps.has(extension)) return []
  if (Object.hasOwn(typesInApps, extension)) return typesInApps[extension] ?? []
  const type = lookup(extension)
  return type === false ? [] : [type]
}

/** Without its dot, in lower case. */
export function extensionOf(fileName: string): string | undefined {
  return /\.([^.\s][^.]*)$/.exec(fileName)?.[1]?.toLowerCase()
}
