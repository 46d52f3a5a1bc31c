import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { isLongRun, runs } from '../support/long-run.ts'
import { DraftClient, type SeenDraft } from '../support/model/draft-client.ts'
import {
  apply,
  create,
  type Change,
  type ModelDraft,
  type NewFile,
  type NewForm,
  type Outcome,
} from '../support/model/drafts.ts'
import { sampleService } from '../support/sample-service.ts'

const scope = 'altinn:instances.read altinn:instances.write digdir:dialogporten'
const attachments = { Kartvedlegg: 'kart', Vedlegg: 'vedlegg' }
const service = { ...sampleService, moved: { ...sampleService.moved, attachments } }
const { numRuns } = runs(5)
/** Milliseconds. */
const within = isLongRun ? 900_000 : 30_000

let gateway: TestGateway
let clients: readonly DraftClient[]
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register: { services: [service] } })
  gateway.sandbox.altinn3.storage.modes.forms = 'as sent'
  const systemUser = organizations.customer.number
  // Two vendors' systems that act for one organisation.
  const owners = [organizations.vendor.number, organizations.accountant.number]
  const tokens = await Promise.all(
    owners.map((org) => gateway.token({ org, systemUser, scope, lifetime: 3_000 })),
  )
  clients = tokens.map((token) => new DraftClient(gateway.url, token))
})
afterAll(() => gateway.close())

/** What is drawn: which of the parts is meant is a number, of as many as there then are. */
interface FileWish {
  readonly name: string
  readonly type: 'Kartvedlegg' | 'Vedlegg'
}

interface MessageWish {
  readonly mains: number
  readonly subforms: number
  readonly files: readonly FileWish[]
}

type ChangeWish =
  | ({ readonly kind: 'update' } & MessageWish)
  | { readonly kind: 'addForm'; readonly isMain: boolean }
  | { readonly kind: 'replaceForm' | 'removeForm' | 'removeFile'; readonly which: number }
  | { readonly kind: 'attach'; readonly file: FileWish; readonly isStreamed: boolean }
  | { readonly kind: 'delete' }
  /** With other content, or as it is. */
  | ({ readonly kind: 'submit'; readonly sign: boolean } & Partial<MessageWish>)

type Step =
  | ({ readonly kind: 'create'; readonly client: number; readonly isTwice: boolean } & MessageWish)
  | {
      readonly kind: 'change'
      readonly client: number
      readonly draft: number
      readonly change: ChangeWish
      /** What the other client does at the same time. */
      readonly other?: ChangeWish | undefined
    }

const name = fc.constantFrom('kart.pdf', 'Årsoppgjør 1+1.pdf', 'bilde.png')
const fileWish = fc.record({ name, type: fc.constantFrom('Kartvedlegg', 'Vedlegg') })
const messageWish = {
  mains: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.nat(2)),
  subforms: fc.nat(4),
  files: fc.array(fileWish, { maxLength: 3 }),
}
const which = fc.nat(5)
const changeWish: fc.Arbitrary<ChangeWish> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('update'), ...messageWish }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('addForm'),
      isMain: fc.integer({ min: 0, max: 7 }).map((one) => one === 0),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('replaceForm', 'removeForm', 'removeFile'),
      which,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('attach'),
      file: fileWish,
      isStreamed: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'delete' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('submit'), sign: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('submit'), sign: fc.boolean(), ...messageWish }),
  },
)
const client = fc.nat(1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('create'),
      client,
      isTwice: fc.boolean(),
      ...messageWish,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('change'),
      client,
      draft: fc.nat(3),
      change: changeWish,
      other: fc.option(changeWish, { nil: undefined }),
    }),
  },
)

/** A draft that was made, and what it must hold. */
interface Held {
  readonly path: string
  model: ModelDraft
  /** Of its parts, by their keys. */
  ids: ReadonlyMap<number, string>
}

let texts = 0
/** No two parts have the same content, so that each is known by it. */
function freshForm(isMain: boolean): Required<NewForm> {
  texts += 1
  const [root, field] = isMain ? ['Skjema', 'tittel'] : ['Underskjema', 'merknad']
  return { isMain, xml: `<${root}><${field}>Text ${texts}</${field}></${root}>` }
}

function freshFile({ name: fileName, type }: FileWish): NewFile {
  texts += 1
  return { fileName, type, content: `Content ${texts}` }
}

function freshMessage({ mains, subforms, files }: MessageWish): {
  readonly forms: readonly NewForm[]
  readonly files: readonly NewFile[]
} {
  const kinds = [...Array<true>(mains).fill(true), ...Array<false>(subforms).fill(false)]
  return { forms: kinds.map(freshForm), files: files.map(freshFile) }
}

/** `undefined` where there is no part that could be meant. */
function toChange(wish: ChangeWish, { forms, files }: ModelDraft): Change | undefined {
  switch (wish.kind) {
    case 'update':
      return { kind: 'update', ...freshMessage(wish) }
    case 'addForm':
      return { kind: 'addForm', form: freshForm(wish.isMain) }
    case 'attach':
      return { ...wish, file: freshFile(wish.file) }
    case 'delete':
      return wish
    case 'submit': {
      const { sign, mains = 0, subforms = 0, files: wished = [] } = wish
      const isEmpty = mains + subforms + wished.length === 0
      const content = freshMessage({ mains, subforms, files: wished })
      return { kind: 'submit', sign, ...(isEmpty ? {} : { content }) }
    }
    case 'replaceForm':
    case 'removeForm':
    case 'removeFile': {
      const parts = wish.kind === 'removeFile' ? files : forms
      const part = parts[wish.which % Math.max(1, parts.length)]
      if (part === undefined) return undefined
      if (wish.kind !== 'replaceForm') return { kind: wish.kind, target: part.key }
      const isMain = 'isMain' in part && part.isMain
      return { kind: wish.kind, target: part.key, ...freshForm(isMain) }
    }
    default:
      return wish satisfies never
  }
}

/** What is in a draft, in no order; what the service has filled in is not compared. */
function contentOf({ forms, files }: ModelDraft | SeenDraft, isPrefilled: boolean): string[] {
  return [
    ...forms.map(({ isMain, xml }) =>
      isMain && isPrefilled ? 'main form' : `${isMain ? 'main form' : 'subform'} ${xml ?? ''}`,
    ),
    ...files.map(({ fileName, type, content }) => `${type} ${fileName} ${content}`),
  ].sort()
}

function isPrefilled({ forms }: ModelDraft): boolean {
  return forms.some(({ xml }) => xml === undefined)
}

function isAs(seen: SeenDraft, model: ModelDraft): boolean {
  const prefilled = isPrefilled(model)
  return contentOf(seen, prefilled).join('\n') === contentOf(model, prefilled).join('\n')
}

function idsOf(seen: SeenDraft, { forms, files }: ModelDraft): ReadonlyMap<number, string> {
  const ids = new Map<number, string>()
  for (const { key, isMain, xml } of forms) {
    const found = seen.forms.find((one) =>
      xml === undefined ? one.isMain === isMain : one.xml === xml,
    )
    if (found !== undefined) ids.set(key, found.id)
  }
  for (const { key, content } of files) {
    const found = seen.files.find((one) => one.content === content)
    if (found !== undefined) ids.set(key, found.id)
  }
  return ids
}

function clientOf(place: number): DraftClient {
  const found = clients[place % clients.length]
  if (found === undefined) throw new Error('no client')
  return found
}

/** Both may be answered alike: a retry after a lost answer must not hear that there is nothing. */
function isSameRemoval(one: Change, other: Change): boolean {
  if (one.kind === 'delete') return other.kind === 'delete'
  if (one.kind !== 'removeForm' && one.kind !== 'removeFile') return false
  return one.kind === other.kind && one.target === other.target
}

/** Everything that may come of changes of which each may come first. */
function resultsOf(
  model: ModelDraft,
  changes: readonly Change[],
): readonly { readonly outcomes: readonly Outcome[]; readonly draft: ModelDraft }[] {
  const [one, other] = changes
  if (one === undefined) return [{ outcomes: [], draft: model }]
  if (other === undefined) {
    return apply(model, one).map(({ outcome, draft }) => ({ outcomes: [outcome], draft }))
  }
  const inOrder = (first: Change, second: Change) =>
    apply(model, first).flatMap((before) =>
      apply(before.draft, second).flatMap(({ outcome, draft }) => {
        const seconds = isSameRemoval(first, second) ? [outcome, before.outcome] : [outcome]
        return seconds.map((one) => ({ outcomes: [before.outcome, one], draft }))
      }),
    )
  return [
    ...inOrder(one, other),
    ...inOrder(other, one).map(({ outcomes: [second, first], draft }) => ({
      outcomes: [first, second].filter((outcome) => outcome !== undefined),
      draft,
    })),
  ]
}

async function performCreate(
  { client: place, isTwice, ...wish }: Extract<Step, { kind: 'create' }>,
  held: Held[],
): Promise<void> {
  const { forms, files } = freshMessage(wish)
  const model = create(forms, files)
  const sends = isTwice ? [0, 1] : [0]
  const made = await Promise.all(sends.map(() => clientOf(place).create(forms, files)))
  // The same again at the same time is a retry, and no other draft.
  const [path = ''] = new Set(made)
  expect(made).toEqual(made.map(() => path))
  if (model === undefined) {
    expect(path).toBe('refused')
    return
  }
  const seen = await clientOf(place + 1).read(path)
  expect(contentOf(seen, isPrefilled(model))).toEqual(contentOf(model, isPrefilled(model)))
  held.push({ path, model, ids: idsOf(seen, model) })
}

async function performChange(
  { client: place, draft: which, change, other }: Extract<Step, { kind: 'change' }>,
  held: readonly Held[],
): Promise<void> {
  const draft = held[which % Math.max(1, held.length)]
  if (draft === undefined) return
  const { path, model, ids } = draft
  const changes = [change, ...(other === undefined ? [] : [other])].flatMap(
    (wish) => toChange(wish, model) ?? [],
  )
  const outcomes = await Promise.all(
    changes.map((one, turn) =>
      clientOf(place + turn).change(path, one, 'target' in one ? ids.get(one.target) : undefined),
    ),
  )
  const possible = resultsOf(model, changes)
  const alike = possible.filter((one) => one.outcomes.join() === outcomes.join())
  expect({ changes, possible: possible.map((one) => one.outcomes) }).toMatchObject({
    possible: expect.arrayContaining([outcomes]) as unknown,
  })
  const [first] = alike
  if (first?.draft.isDeleted === true) {
    draft.model = first.draft
    return
  }
  const seen = await clientOf(place + 1).read(path)
  const found = alike.find((one) => isAs(seen, one.draft))
  if (found === undefined) {
    expect({ changes, seen: contentOf(seen, isPrefilled(model)) }).toEqual({
      changes,
      seen: alike.map((one) => contentOf(one.draft, isPrefilled(one.draft))),
    })
    return
  }
  draft.model = found.draft
  draft.ids = idsOf(seen, found.draft)
}

async function expectInLists(held: readonly Held[]): Promise<void> {
  for (const one of clients) {
    const [list, bin] = [await one.messages(), await one.messages('/trashbin')]
    for (const { path, model } of held) {
      const digits = path.slice(path.lastIndexOf('/') + 2)
      const id = `${model.status === 'Sendt og arkivert' ? 'b' : 'a'}${digits}`
      const places = [list.get(id), bin.get(id)]
      expect(places).toEqual(model.isDeleted ? [undefined, 'Slettet'] : [model.status, undefined])
    }
  }
}

/** Two subforms are there, and both systems add the third: the service takes no fourth. */
const lastPlace: Step[] = [
  {
    ...{ kind: 'change', client: 0, draft: 0 },
    change: { kind: 'update', mains: 1, subforms: 2, files: [] },
  },
  {
    ...{ kind: 'change', client: 0, draft: 0 },
    ...{ change: { kind: 'addForm', isMain: false }, other: { kind: 'addForm', isMain: false } },
  },
]

/** Both systems update at once: what is left is what one of them has sent, whole. */
const twoUpdates: Step[] = [
  {
    ...{ kind: 'change', client: 0, draft: 0 },
    change: {
      ...{ kind: 'update', mains: 1, subforms: 0 },
      files: [{ name: 'kart.pdf', type: 'Kartvedlegg' }],
    },
    other: { kind: 'update', mains: 1, subforms: 0, files: [] },
  },
]

const alone = { kind: 'change', client: 0, draft: 0 } as const
const file = { name: 'kart.pdf', type: 'Kartvedlegg' } as const

/** Sent for a signature, closed to changes, signed by the other system, closed, deleted. */
const wholeWay: Step[] = [
  { ...alone, change: { kind: 'submit', sign: false, mains: 1, subforms: 1, files: [file] } },
  { ...alone, change: { kind: 'attach', file, isStreamed: false } },
  { ...alone, change: { kind: 'submit', sign: true, mains: 1, subforms: 0, files: [] } },
  { ...alone, client: 1, change: { kind: 'submit', sign: true } },
  { ...alone, change: { kind: 'update', mains: 1, subforms: 0, files: [] } },
  { ...alone, change: { kind: 'delete' } },
]

/** One system sends what the other changes: the change is in it, or refused. */
const sentWhileChanged: Step[] = [
  {
    ...alone,
    change: { kind: 'submit', sign: true },
    other: { kind: 'attach', file, isStreamed: false },
  },
]

/** Both send at once, each with content of its own: one of them is sent, whole. */
const sentTwice: Step[] = [
  { kind: 'create', client: 1, isTwice: false, mains: 1, subforms: 0, files: [] },
  {
    ...{ ...alone, draft: 1 },
    change: { kind: 'submit', sign: true, mains: 1, subforms: 0, files: [file] },
    other: { kind: 'submit', sign: true, mains: 1, subforms: 1, files: [] },
  },
]

describe('drafts of two systems', () => {
  it(
    'are after every change what the documents say, also when both change or send one at a time',
    async () => {
      const steps = fc.array(step, { minLength: 3, maxLength: isLongRun ? 12 : 6 })
      const property = fc.asyncProperty(steps, async (drawn) => {
        const held: Held[] = []
        const first = { kind: 'create', client: 0, isTwice: false } as const
        await performCreate({ ...first, mains: 1, subforms: 1, files: [] }, held)
        for (const one of drawn) {
          if (one.kind === 'create') await performCreate(one, held)
          else await performChange(one, held)
        }
        await expectInLists(held)
      })
      await fc.assert(property, {
        numRuns,
        examples: [
          [[...lastPlace, ...twoUpdates, ...sentWhileChanged]],
          [[...wholeWay, ...sentTwice]],
        ],
        endOnFailure: !isLongRun,
      })
    },
    within,
  )
})
