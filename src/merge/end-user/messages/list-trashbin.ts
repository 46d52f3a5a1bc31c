import { mergedMessages } from '../../message-list.ts'

export const mergeTrashbin = mergedMessages(true)
