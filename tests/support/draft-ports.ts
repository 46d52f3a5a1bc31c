import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Application, DataElement, Instance } from '../../src/altinn3/storage.ts'
import type { OpenDraft } from '../../src/submission/open-draft.ts'
import type { WantedFile, WantedForm } from '../../src/submission/wanted.ts'
import type { Ports, TranslationRequest } from '../../src/translation.ts'

/** 2026-11-30T10:00:00Z, at which nothing is old. */
const now = Date.parse('2026-11-30T10:00:00Z')

const application: Application = {
  dataTypes: [
    { id: 'main', appLogic: { classRef: 'Main' } },
    { id: 'sub', appLogic: { classRef: 'Sub' } },
    { id: 'own', appLogic: { classRef: 'Own' } },
    { id: 'vedlegg' },
  ],
}

export function elementId(number: number): string {
  return `${number}2345678-1111-4111-8111-111111111111`
}

export function elementOf(
  number: number,
  dataType: string,
  more: Partial<DataElement> = {},
): DataElement {
  return { id: elementId(number), dataType, created: `2026-11-30T09:59:5${number}Z`, ...more }
}

export function instanceOf(data: readonly DataElement[], more: Partial<Instance> = {}): Instance {
  return {
    id: '51001/11111111-1111-4111-8111-111111111111',
    appId: 'ttd/app',
    org: 'ttd',
    instanceOwner: { partyId: '51001', organisationNumber: '310000000' },
    process: { currentTask: { elementId: 'Task_1' } },
    created: '2026-11-30T09:59:50Z',
    lastChanged: '2026-11-30T09:59:50Z',
    data: [...data],
    ...more,
  }
}

/** A draft as it was seen so many milliseconds ago. */
export function draftOf(instance: Instance, age = 0): OpenDraft {
  const element = { instance, id: { kind: 'genuine', letter: 'a', number: 1 }, isArchived: false }
  return { element, seenAt: now - age } as unknown as OpenDraft
}

export const request = {
  params: { who: 'my' },
  settings: { submissionRetryWindow: 120_000 },
} as unknown as TranslationRequest

function bytesOf(text: string): WantedFile['bytes'] {
  return {
    size: text.length,
    hash: createHash('sha256').update(text).digest('hex'),
    stream: () => Readable.from([Buffer.from(text)]),
  }
}

export function formOf(dataType: string): WantedForm {
  return { dataType, isMain: dataType === 'main', xml: bytesOf('<form/>') }
}

export function fileOf(fileName: string, text = 'abcd'): WantedFile {
  return { dataType: 'vedlegg', fileName, contentType: 'text/plain', bytes: bytesOf(text) }
}

/** An operation's name, and the element that it is for. */
export interface Asked {
  readonly name: string
  readonly element?: string
}

export interface FakePorts {
  readonly ports: Ports
  /** The writes that were made, each with its element where it has one. */
  readonly writes: string[]
  /** For each pause, whether other work for the draft had to wait. */
  readonly isHeldInPauses: boolean[]
}

/** Ports that answer by hand, in time that does not pass. */
export function fakePorts(
  answer: (asked: Asked) => unknown,
  bytes: () => Readable = () => Readable.from([]),
): FakePorts {
  const writes: string[] = []
  const isHeldInPauses: boolean[] = []
  let held = 0
  const ports = {
    ask: async ({ name }: { name: string }, { element }: { element?: string }) => {
      if (name.startsWith('apps/')) writes.push(element === undefined ? name : `${name} ${element}`)
      await Promise.resolve()
      return answer(element === undefined ? { name } : { name, element })
    },
    stream: () => Promise.resolve({ stream: bytes() }),
    pause: () => {
      isHeldInPauses.push(held > 0)
      return Promise.resolve()
    },
    now: () => now,
    noteSubmission: () => undefined,
    look: { application: () => Promise.resolve(application) },
    detached: (work: (own: unknown) => Promise<unknown>) => work(ports),
    holdsLease: () => false,
    oneAtATime: async (_key: string, work: () => Promise<unknown>) => {
      held += 1
      try {
        return await work()
      } finally {
        held -= 1
      }
    },
  }
  return { ports: ports as unknown as Ports, writes, isHeldInPauses }
}
