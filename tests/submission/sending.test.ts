import { describe, expect, it } from 'vitest'
import type { FlowTask } from '../../sandbox/altinn3/storage/flow.ts'
import type { ValidationIssue } from '../../sandbox/altinn3/storage/state.ts'
import { createMessage } from '../../src/translate/end-user/messages/create-message.ts'
import { deleteMessage } from '../../src/translate/end-user/messages/delete-message.ts'
import { updateMessage } from '../../src/translate/end-user/messages/update-message.ts'
import { contentOf, draftsIn } from '../support/fault-runs/judge.ts'
import { sentIn } from '../support/fault-runs/judge-sending.ts'
import { requestOf, type Wish } from '../support/fault-runs/requests.ts'
import {
  creating,
  rewriting,
  sending,
  sendingDraft,
  sendingWithKey,
} from '../support/fault-runs/stories.ts'
import { World, type Heard } from '../support/fault-runs/world.ts'

const app = 'ttd/prove-skjema'
const hour = 3_600_000

function setFlow({ altinn3 }: World, ...types: readonly string[]): void {
  const signature = { dataTypesToSign: ['model'], signatureDataType: 'signatur' }
  const flow = types.map((altinnTaskType, place): FlowTask => {
    const task = { elementId: `Task_${place + 1}`, name: altinnTaskType, altinnTaskType }
    return altinnTaskType === 'signing' ? { ...task, actions: ['sign'], signature } : task
  })
  altinn3.state.modes.process.flows.set(app, flow)
}

async function post(world: World, wish: Wish): Promise<Heard | undefined> {
  const heard = await world.send(createMessage, () => requestOf(wish))
  world.message = heard.at(-1)?.location?.split('/').at(-1) ?? world.message
  return heard.at(-1)
}

async function put(world: World, wish: Wish): Promise<Heard | undefined> {
  const params = { messageId: world.message }
  return (await world.send(updateMessage, () => requestOf({ ...wish, params }))).at(-1)
}

async function bin(world: World): Promise<void> {
  const params = { messageId: world.message }
  await world.send(deleteMessage, () => requestOf({ params }))
}

const archived = ({ altinn3: { state } }: World): number =>
  state.writes.filter(({ kind }) => kind === 'instance archived').length

const issue: ValidationIssue = {
  ...{ severity: 1, dataElementId: null, field: 'tittel', code: 'bad' },
  ...{ description: 'Feil', source: 'app' },
}

/** The app finds something wrong with everything, until `accept`. */
function refuse({ altinn3: { state } }: World): { readonly accept: () => void } {
  const { issues } = state
  const usual = issues.get.bind(issues)
  issues.get = () => [issue]
  return { accept: () => void (issues.get = usual) }
}

describe('a message that its app finds wrong', () => {
  it('stays as a draft that the answer names, and the same again finds the same', async () => {
    const world = new World('with one task')
    const { accept } = refuse(world)
    const first = await post(world, sending.wish(world))
    expect(first).toMatchObject({ status: 400 })
    expect(await post(world, sending.wish(world))).toMatchObject({ location: first?.location })
    accept()
    expect(await post(world, sending.wish(world))).toMatchObject({ status: 201 })
    expect([archived(world), draftsIn(world).length]).toEqual([1, 1])
  })

  it('is not sent by the same request after its draft was corrected', async () => {
    const world = new World('with one task')
    const { accept } = refuse(world)
    await post(world, sending.wish(world))
    await world.until(world.clock.pause(hour))
    await put(world, { ...rewriting.wish(world), query: { complete: 'false' } })
    const corrected = draftsIn(world).map((row) => contentOf(row, world))
    accept()
    const again = await post(world, sending.wish(world))
    expect(again).toMatchObject({ status: 400, code: 'DRAFT_CHANGED', writes: [] })
    expect(draftsIn(world).map((row) => contentOf(row, world))).toEqual(corrected)
    expect(await put(world, {})).toMatchObject({ status: 204 })
    expect(archived(world)).toBe(1)
  })
})

describe('a message in the bin', () => {
  it('is not sent by the same PUT once more', async () => {
    const world = new World('with one task')
    await post(world, creating.wish(world))
    refuse(world)
    expect(await put(world, sendingDraft.wish(world))).toMatchObject({ status: 400 })
    await bin(world)
    expect(await put(world, sendingDraft.wish(world))).toMatchObject({ status: 400 })
    expect(sentIn(world)).toEqual([])
  })

  it('is what its key was first answered with', async () => {
    const world = new World('with one task')
    const first = await post(world, sendingWithKey.wish(world))
    await bin(world)
    expect(await post(world, sendingWithKey.wish(world))).toMatchObject({
      ...{ status: 201, location: first?.location, writes: [] },
    })
    expect(archived(world)).toBe(1)
  })
})

describe('a message with a second form', () => {
  it('is sent on by the same PUT an hour later, and not by its retry', async () => {
    const world = new World('with one task')
    setFlow(world, 'data', 'data')
    await post(world, creating.wish(world))
    expect(await put(world, {})).toMatchObject({ status: 204 })
    expect(await put(world, {})).toMatchObject({ status: 204, writes: [] })
    expect(archived(world)).toBe(0)
    await world.until(world.clock.pause(hour))
    expect(await put(world, {})).toMatchObject({ status: 204 })
    expect(archived(world)).toBe(1)
  })

  it('is sent back where its app leads to the first one again', async () => {
    const world = new World('with one task')
    setFlow(world, 'data')
    const [form] = world.altinn3.state.modes.process.flows.get(app) ?? []
    if (form !== undefined) world.altinn3.state.modes.process.flows.set(app, [form, form])
    expect(await post(world, sending.wish(world))).toMatchObject({ status: 400, code: 'SENT_BACK' })
  })
})

describe('an app with several signers', () => {
  it('is signed for none of them, also where its process file is missing', async () => {
    const world = new World('with a signature')
    setFlow(world, 'data', 'signing', 'signing')
    expect(await post(world, sending.wish(world))).toMatchObject({ code: 'SENT_IN_APP' })
    world.altinn3.state.modes.process.files.set(app, 'missing')
    const later = new World('with a signature')
    setFlow(later, 'data', 'signing', 'signing')
    later.altinn3.state.modes.process.files.set(app, 'missing')
    expect(await post(later, sending.wish(later))).toMatchObject({ status: 201 })
    expect(sentIn(later).map(({ instance }) => instance.process?.currentTask?.elementId)).toEqual([
      'Task_2',
    ])
  })

  it('gets nothing while its process file cannot be had', async () => {
    const world = new World('with a signature')
    setFlow(world, 'data', 'signing', 'signing')
    world.altinn3.state.modes.process.files.set(app, 'error')
    expect(await post(world, sending.wish(world))).toMatchObject({ writes: [] })
    expect(draftsIn(world)).toEqual([])
  })
})

describe('an app that takes payment', () => {
  it('says so, and where the draft is, also where its process file is missing', async () => {
    const world = new World('with one task')
    setFlow(world, 'data', 'payment')
    world.altinn3.state.modes.process.files.set(app, 'missing')
    const heard = await post(world, sending.wish(world))
    expect(heard).toMatchObject({ status: 501, code: 'SENT_IN_APP' })
    expect(heard?.location).toBeDefined()
  })
})

describe('an Idempotency-Key of a PUT', () => {
  it('is refused with other content', async () => {
    const world = new World('with a signature')
    await post(world, creating.wish(world))
    const idempotencyKey = 'Lønn 2026-11'
    const query = { sign: 'false' }
    expect(await put(world, { query, idempotencyKey })).toMatchObject({ status: 204 })
    expect(await put(world, { idempotencyKey })).toMatchObject({
      ...{ status: 422, code: 'IDEMPOTENCY_KEY_REUSED', writes: [] },
    })
  })
})

describe('two requests that send one draft with other content at the same moment', () => {
  it('are answered for the one that was sent, and the other one is refused', async () => {
    const world = new World('with one task')
    await post(world, creating.wish(world))
    const params = { messageId: world.message }
    const send = (wish: Wish) => world.send(updateMessage, () => requestOf({ ...wish, params }))
    const { body = {} } = sendingDraft.wish(world)
    const both = await Promise.all([
      send({ body }),
      send({ body: creating.wish(world).body ?? {} }),
    ])
    expect(both.map((heard) => heard.at(-1)?.status).sort()).toEqual([204, 400])
    expect(archived(world)).toBe(1)
  })
})
