// MimeTypeMap.cs, as far as tests have files; the others of a row are equal to it, too.
const byExtension: Readonly<Record<string, readonly string[]>> = {
  '.bin': ['application/octet-stream'],
  '.csv': ['text/csv'],
  '.dat': ['application/octet-stream'],
  '.doc': ['application/msword'],
  '.docx': ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  '.exe': ['application/octet-stream'],
  '.gif': ['image/gif'],
  '.gml': ['application/gml+xml'],
  '.htm': ['text/html'],
  '.html': ['text/html'],
  '.jpeg': ['image/jpeg'],
  '.jpg': ['image/jpeg'],
  '.json': ['application/json'],
  '.mp4': ['video/mp4'],
  '.ods': ['application/vnd.oasis.opendocument.spreadsheet'],
  '.odt': ['application/vnd.oasis.opendocument.text'],
  '.pdf': ['application/pdf'],
  '.png': ['image/png'],
  '.ppt': ['application/vnd.ms-powerpoint'],
  '.pptx': ['application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  '.rtf': ['application/rtf'],
  '.svg': ['image/svg+xml'],
  '.tif': ['image/tiff'],
  '.tiff': ['image/tiff'],
  '.txt': ['text/plain'],
  '.xls': ['application/vnd.ms-excel'],
  '.xlsx': ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  '.xml': ['application/xml', 'text/xml'],
  '.zip': ['application/zip', 'application/x-zip-compressed', 'application/zip-compressed'],
}

/** Path.GetExtension and MimeTypeMap.GetMimeType: all that an extension may be called. */
export function mimeTypesOf(filename: string): readonly string[] {
  const [extension = ''] = /\.[^.]+$/.exec(filename.toLowerCase()) ?? []
  return byExtension[extension] ?? ['application/octet-stream']
}
