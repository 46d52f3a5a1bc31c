import { createAttachment } from './create-attachment.ts'

/** The same with an id in its path, to which no document of Altinn 2 gives a meaning. */
export const createAttachmentWithId = createAttachment
