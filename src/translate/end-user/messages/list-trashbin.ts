import { messageList } from '../../../message-box/list/message-list.ts'

/** What was deleted and is still there. */
export const listTrashbin = messageList(true)
