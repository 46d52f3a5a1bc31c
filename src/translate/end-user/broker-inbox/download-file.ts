import { downloadInboxFile } from './download-inbox-file.ts'

/** The same under the name that it had before REST had an inbox. */
export const downloadFile = downloadInboxFile
