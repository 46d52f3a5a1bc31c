import { describe, expect, it } from 'vitest'
import { addInstance } from '../../sandbox/altinn3/storage/state.ts'
import { createMessage } from '../../src/translate/end-user/messages/create-message.ts'
import { deleteAttachment } from '../../src/translate/end-user/message-attachments/delete-attachment.ts'
import { updateMessage } from '../../src/translate/end-user/messages/update-message.ts'
import { contentOf, draftsIn } from '../support/fault-runs/judge.ts'
import { requestOf, type Wish } from '../support/fault-runs/requests.ts'
import {
  creating,
  creatingWithKey,
  deletingFile,
  rewriting,
} from '../support/fault-runs/stories.ts'
import { World, type Heard } from '../support/fault-runs/world.ts'

const minute = 60_000

async function create(world: World, wish: Wish): Promise<Heard | undefined> {
  const heard = await world.send(createMessage, () => requestOf(wish))
  world.message = heard[0]?.location?.split('/').at(-1) ?? ''
  return heard.at(-1)
}

const contents = (world: World): readonly (readonly string[])[] =>
  draftsIn(world).map((draft) => contentOf(draft, world))

describe('a message that is sent again after its draft was saved', () => {
  it.each([
    ['deleted a file', deletingFile, deleteAttachment],
    ['replaced it', rewriting, updateMessage],
  ])('leaves what its caller has corrected: %s', async (_, correction, translation) => {
    const world = new World('version 8')
    const wish = creating.wish(world)
    const first = await create(world, wish)
    await world.send(translation, () => requestOf(correction.wish(world)))
    const corrected = contents(world)
    const again = await create(world, wish)
    expect(again).toMatchObject({ status: 201, location: first?.location, writes: [] })
    expect(contents(world)).toEqual(corrected)
  })

  it('is a new message once it is no retry', async () => {
    const world = new World('version 8')
    const wish = creating.wish(world)
    await create(world, wish)
    await world.send(deleteAttachment, () => requestOf(deletingFile.wish(world)))
    await world.until(world.clock.pause(24 * 60 * minute))
    expect(await create(world, wish)).toMatchObject({ status: 201 })
    expect(contents(world).map(({ length }) => length)).toEqual([4, 5])
  })

  it('is a retry for a week where it has a key', async () => {
    const world = new World('version 8')
    const wish = creatingWithKey.wish(world)
    const first = await create(world, wish)
    await world.until(world.clock.pause(6 * 24 * 60 * minute))
    const again = await create(world, wish)
    expect(again).toMatchObject({ status: 201, location: first?.location, writes: [] })
  })
})

describe('an Idempotency-Key', () => {
  it('is refused with another message, and nothing is written', async () => {
    const world = new World('version 8')
    const wish = creatingWithKey.wish(world)
    await create(world, wish)
    const before = contents(world)
    const other = { ...rewriting.wish(world), params: {}, idempotencyKey: 'Lønn 2026-11' }
    const refused = await create(world, other)
    expect(refused).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED', writes: [] })
    expect(contents(world)).toEqual(before)
  })
})

describe('a party with many instances of an app', () => {
  it('finds the draft of a retry beyond the first page of them', async () => {
    const world = new World('version 8')
    const wish = creating.wish(world)
    const first = await create(world, wish)
    const [draft] = draftsIn(world)
    const { state } = world.altinn3
    if (draft === undefined) throw new Error('there is no draft')
    for (let count = 0; count < 250; count += 1) {
      const id = `${String(count).padStart(8, '0')}-1111-4111-8111-111111111111`
      const lastChanged = new Date(world.clock.now() + count + 1).toISOString()
      const instance = { ...draft.instance, id, lastChanged, dataValues: {} }
      addInstance(state, { instance })
    }
    const again = await create(world, wish)
    expect(again).toMatchObject({ status: 201, location: first?.location, writes: [] })
  })
})

describe('a draft that a lost call has made after another one was finished', () => {
  /** As the app leaves it: with the marker alone. */
  function makeLate(world: World): void {
    const [draft] = draftsIn(world)
    if (draft === undefined) throw new Error('there is no draft')
    const id = '99999999-1111-4111-8111-111111111111'
    const created = new Date(world.clock.now() + 1).toISOString()
    const { 'altinn2.submission': marker = '' } = draft.instance.dataValues ?? {}
    const dataValues = { 'altinn2.submission': marker }
    const instance = { ...draft.instance, id, created, lastChanged: created, dataValues }
    addInstance(world.altinn3.state, { instance })
  }

  async function repeatedAfter(seconds: number, hasLease: boolean): Promise<number> {
    const world = new World('version 8', 0, { hasLease })
    const wish = creating.wish(world)
    const first = await create(world, wish)
    makeLate(world)
    await world.until(world.clock.pause(seconds * 1_000))
    expect(await create(world, wish)).toMatchObject({ status: 201, location: first?.location })
    return draftsIn(world).length
  }

  it('is deleted by a retry where no other replica can be at work on it', async () => {
    expect(await repeatedAfter(10, true)).toBe(1)
    expect(await repeatedAfter(140, false)).toBe(1)
  })

  it('is left where another replica may be at work on it', async () => {
    expect(await repeatedAfter(10, false)).toBe(2)
  })
})
