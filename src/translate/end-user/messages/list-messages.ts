import { messageList } from '../../../message-box/list/message-list.ts'

/** Inbox and archive in one list; clients tell them apart by their statuses. */
export const listMessages = messageList(false)
