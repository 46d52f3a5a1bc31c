import { expect } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import type { BoxElement } from '../big-box/big-box.ts'
import { fillBox } from '../big-box/fill.ts'
import { listOf, type ModelQuestion, type ModelRow } from '../big-box/model.ts'
import { bigRegister, type Language } from '../big-box/services.ts'
import { startTestGateway, type TestGateway, type TestSettings } from '../gateway.ts'
import { http, type HttpAnswer } from '../network/http.ts'

const { customer, vendor } = organizations

/** A gateway before a box, on both platforms or on Altinn 3 alone; and what the box must look like. */
export interface MessageBox {
  readonly gateway: TestGateway
  readonly on: 'altinn3' | 'both'
  /** What is in it; a test that changes it there changes it here. */
  elements: readonly BoxElement[]
  readonly token: () => Promise<string>
  readonly ask: (path: string) => Promise<HttpAnswer>
  /** What the list is at this moment. */
  readonly model: (question?: Omit<ModelQuestion, 'on'>) => readonly ModelRow[]
  /** From now on it is this that is in it, and nothing else. */
  readonly refill: (elements: readonly BoxElement[]) => void
  readonly close: () => Promise<void>
}

const scope = 'altinn:enduser altinn:instances.read digdir:dialogporten altinn:correspondence.read'

export async function startMessageBox(
  on: MessageBox['on'],
  elements: readonly BoxElement[],
  settings: TestSettings = {},
): Promise<MessageBox> {
  const gateway = await startTestGateway({
    ...(on === 'altinn3' ? { altinn2Url: '' } : {}),
    register: { ...bigRegister, groups: { 'end-user/messages': { on } } },
    ...settings,
  })
  const mint = (): Promise<string> =>
    // It lasts as long as the longest run of a file.
    gateway.token({ org: vendor.number, systemUser: customer.number, scope, lifetime: 3_000 })
  const token = await mint()
  const headers = {
    authorization: `Bearer ${token}`,
    apikey: 'key',
    accept: 'application/hal+json',
  }
  const hasGenuineIds = settings.environment?.MIGRATED_CORRESPONDENCE_IDS === 'genuine'
  const box: MessageBox = {
    gateway,
    on,
    elements,
    token: mint,
    ask: (path) => http(gateway.url, path, { headers }),
    model: (question) => listOf(box.elements, { on, hasGenuineIds, ...question }),
    refill: (wanted) => {
      box.elements = wanted
      fillBox(gateway.sandbox, wanted)
      // Longer than the box: what is cut has a test of its own.
      gateway.sandbox.altinn2.messages.modes.mostRead = 10_000
    },
    close: () => gateway.close(),
  }
  box.refill(elements)
  return box
}

export interface HalLink {
  readonly href: string
}

export type HalRow = ModelRow & {
  readonly _links: Readonly<Record<string, HalLink | readonly HalLink[]>>
}

export interface HalList {
  readonly _links: Readonly<Record<string, HalLink>>
  readonly _embedded: { readonly messages: readonly HalRow[] }
}

export type Parameters = Readonly<Record<string, string | number>>

export function listPath(parameters: Parameters = {}, below = ''): string {
  const written = Object.entries(parameters).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  )
  return `/api/my/messages${below}${written.length === 0 ? '' : `?${written.join('&')}`}`
}

/** The answer, which must be a list of the side that has the box. */
export async function listAt(box: MessageBox, path: string): Promise<HalList> {
  const { status, reason, headers, body } = await box.ask(path)
  expect([path, status, reason, headers['x-served-by']]).toEqual([path, 200, 'OK', box.on])
  return JSON.parse(body) as HalList
}

/** The rows without what leads on from them; who changed one last is not known of all. */
export function bare({ _embedded: { messages } }: HalList): readonly ModelRow[] {
  return messages.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([name]) => name !== '_links' && name !== 'LastChangedBy'),
    ),
  ) as readonly ModelRow[]
}

export async function rowsAt(
  box: MessageBox,
  parameters?: Parameters,
  below?: string,
): Promise<readonly ModelRow[]> {
  return bare(await listAt(box, listPath(parameters, below)))
}

export const languages = [1044, 2068, 1033] as const satisfies readonly Language[]

/** In an order that is text's own, as moments are written without the zeros at their ends. */
export function sortable(moment: string | number | boolean | undefined): string {
  const [whole = '', decimals = ''] = String(moment).split('.')
  return `${whole}.${decimals.padEnd(7, '0')}`
}
