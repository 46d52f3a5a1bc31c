import { createHash } from 'node:crypto'
import type { MessageInput } from '../altinn2/messages/submission/message-input.ts'
import type { Instance } from '../altinn3/storage.ts'
import type { Completion } from './asked.ts'

/** Values of an instance's own, which Storage keeps with it. */
const names = {
  /** A retry finds the instance by it. */
  marker: 'altinn2.submission',
  /** With a key: a hash of what the key was first sent with. */
  payload: 'altinn2.payload',
  /** What has come of the request that made the instance. */
  outcome: 'altinn2.outcome',
  /** The task in which the instance was then. Of the tasks with forms only this one is ended for a caller. */
  task: 'altinn2.task',
  /** When the instance was last changed then, by Storage's clock. */
  changed: 'altinn2.changed',
  /** A hash of the last request that changed the message and sent it. */
  update: 'altinn2.update',
} as const

/** Who sends what for whom: the same again is the same submission. */
export interface Sender {
  /** The organisation that the caller's token stands for. */
  readonly caller: string
  readonly party: string
  /** The caller's `Idempotency-Key`, where one came, with the owner of its system. */
  readonly idempotencyKey?: string
}

/** Tells one submission from another. */
export interface Marks {
  /** A hash: of the key where one came, else of all that was sent. */
  readonly marker: string
  /** A hash of all that was sent, where a key came. */
  readonly payload?: string
}

export function marksOf(
  { caller, party, idempotencyKey: key }: Sender,
  message: MessageInput,
  completion: Completion,
): Marks {
  const payload = payloadOf(message, completion)
  if (key === undefined) return { marker: hashOf([caller, party, 'message', payload]) }
  return { marker: hashOf([caller, party, 'key', key]), payload }
}

export function toDataValues({ marker, payload }: Marks): Readonly<Record<string, string>> {
  return { [names.marker]: marker, ...(payload === undefined ? {} : { [names.payload]: payload }) }
}

export function isMarked({ dataValues }: Instance, { marker }: Marks): boolean {
  return dataValues?.[names.marker] === marker
}

/** Whether the caller's key came first with other content. */
export function hasOtherPayload({ dataValues }: Instance, { payload }: Marks): boolean {
  const first = dataValues?.[names.payload] ?? payload
  return payload !== undefined && first !== payload
}

/** What an instance gets once all that was sent is in it. */
export function savedValues({ process, lastChanged }: Instance): Readonly<Record<string, string>> {
  const task = process?.currentTask?.elementId
  return {
    [names.outcome]: 'saved',
    [names.changed]: lastChanged,
    ...(task ? { [names.task]: task } : {}),
  }
}

/** Whether people or other requests have changed what was saved. */
export function isChanged({ dataValues, lastChanged }: Instance): boolean {
  return dataValues?.[names.changed] !== lastChanged
}

/** The task with forms in which the message was saved. */
export function taskOf({ dataValues, process }: Instance): string {
  return dataValues?.[names.task] ?? process?.currentTask?.elementId ?? ''
}

/** Tells a request that changes a message and sends it from others to the same message. */
export interface UpdateMark {
  /** A hash of who sends it, and of the key where one came. */
  readonly sender: string
  /** A hash of what is sent. */
  readonly payload: string
  readonly hasKey: boolean
}

export function updateMarkOf(
  { caller, party, idempotencyKey: key }: Sender,
  message: MessageInput | undefined,
  completion: Completion,
): UpdateMark {
  return {
    sender: hashOf([caller, party, 'update', key ?? '']),
    payload: hashOf(message === undefined ? completion : payloadOf(message, completion)),
    hasKey: key !== undefined,
  }
}

/** What an instance gets before a request that has changed it sends it. */
export function updatedValues(
  instance: Instance,
  { sender, payload }: UpdateMark,
  now: number,
): Readonly<Record<string, string>> {
  const value = [sender, payload, new Date(now).toISOString()].join(' ')
  return { ...savedValues(instance), [names.update]: value }
}

/** When a request with this mark has last sent the instance (milliseconds); `undefined`: never. */
export function updatedAt({ dataValues }: Instance, mark: UpdateMark): number | undefined {
  const [sender, payload, at = ''] = dataValues?.[names.update]?.split(' ') ?? []
  return sender === mark.sender && payload === mark.payload ? Date.parse(at) : undefined
}

/** Whether the caller's key came first with other content for this message. */
export function hasOtherUpdate({ dataValues }: Instance, mark: UpdateMark): boolean {
  const [sender, payload] = dataValues?.[names.update]?.split(' ') ?? []
  return mark.hasKey && sender === mark.sender && payload !== mark.payload
}

/** Whether the request that made the instance has once come to its end: later changes are corrections. */
export function isSaved({ dataValues }: Instance): boolean {
  return dataValues?.[names.outcome] === 'saved'
}

/** Its app deletes what has come to its end; what a person deletes has not. */
export function isDeletedBySending({ status, process }: Instance): boolean {
  return status?.isHardDeleted === true && Boolean(process?.ended)
}

/** Whether this gateway has made the instance. */
export function isOurs({ dataValues }: Instance): boolean {
  return Boolean(dataValues?.[names.marker])
}

/** Everything that was sent, whatever its format, and what was to become of it. */
function payloadOf(
  { serviceCode, serviceEdition, forms, attachments }: MessageInput,
  { complete, sign }: Completion,
): string {
  return hashOf([
    ...(complete ? [{ sign }] : []),
    serviceCode?.toLowerCase(),
    serviceEdition,
    forms.map(({ type, dataFormatId, dataFormatVersion, data }) => [
      ...[type, dataFormatId, dataFormatVersion, data?.hash],
    ]),
    attachments.map(({ fileName, attachmentType, data }) => [fileName, attachmentType, data?.hash]),
  ])
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
