import { mergedMessages } from '../../message-list.ts'

export const mergeMessages = mergedMessages(false)
