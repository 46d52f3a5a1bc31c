import { describe, expect, it } from 'vitest'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import type { Call } from '../../src/altinn3/operation.ts'
import { GatewayError } from '../../src/errors.ts'
import { createCorrespondencesOf } from '../../src/lookups/correspondences.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const dialog = '0199a1b2-c3d4-7e5f-8a6b-1c2d3e4f5a6b'
const correspondence = '0199a1b2-c3d4-7111-8222-333344445555'
const party = '313876144'

/** Answers by the call's name, anew each time; what is thrown is a code. */
function scripted(answers: Readonly<Record<string, (sent: unknown) => unknown>>): {
  readonly ask: Asking['ask']
  readonly asked: string[]
} {
  const asked: string[] = []
  const ask = async ({ name }: Pick<Call<never>, 'name'>, sent: unknown): Promise<unknown> => {
    asked.push(name.slice(name.indexOf('/') + 1))
    await Promise.resolve()
    return answers[name.slice(name.indexOf('/') + 1)]?.(sent)
  }
  return { ask: ask as Asking['ask'], asked }
}

const identity = { dialogId: dialog, correspondenceId: correspondence }

describe('who is who among correspondences', () => {
  it('is asked once for each token, and never told to another', async () => {
    const { ask, asked } = scripted({ 'look-up-dialog': () => identity })
    const correspondencesOf = createCorrespondencesOf(virtualClock())
    const { correspondenceOf, dialogOf } = correspondencesOf('token', ask)
    expect([await correspondenceOf(dialog), await correspondenceOf(dialog)]).toEqual([
      correspondence,
      correspondence,
    ])
    expect(await dialogOf(correspondence)).toBe(dialog)
    expect(asked).toHaveLength(2)
    const stranger = scripted({})
    expect(await correspondencesOf('other', stranger.ask).correspondenceOf(dialog)).toBeUndefined()
    expect(stranger.asked).toEqual(['look-up-dialog'])
  })

  it('is asked anew as long as there is no answer', async () => {
    const told: (typeof identity)[] = []
    const { ask } = scripted({ 'look-up-dialog': () => told[0] })
    const { correspondenceOf } = createCorrespondencesOf(virtualClock())('token', ask)
    expect(await correspondenceOf(dialog)).toBeUndefined()
    told.push(identity)
    expect(await correspondenceOf(dialog)).toBe(correspondence)
  })
})

describe('Altinn 2’s number of a message', () => {
  const lookUp = { 'look-up-dialog': () => identity }

  it.each([385571, null])(
    'costs one look at it for ever, also where it has none: %s',
    async (number) => {
      const { ask, asked } = scripted({
        ...lookUp,
        'get-correspondence': () => ({ altinn2CorrespondenceId: number }),
      })
      const { genuineNumberOf } = createCorrespondencesOf(virtualClock())('token', ask)
      const numbers = [await genuineNumberOf(dialog), await genuineNumberOf(dialog)]
      expect(numbers).toEqual([number ?? undefined, number ?? undefined])
      expect(asked).toEqual(['look-up-dialog', 'get-correspondence'])
    },
  )

  it('is unknown while the caller may not look at it, and asked for anew', async () => {
    const refuse = (): never => {
      throw new GatewayError('ALTINN3_ACCESS_REFUSED')
    }
    const { ask, asked } = scripted({ ...lookUp, 'get-correspondence': refuse })
    const { genuineNumberOf } = createCorrespondencesOf(virtualClock())('token', ask)
    expect([await genuineNumberOf(dialog), await genuineNumberOf(dialog)]).toEqual([
      undefined,
      undefined,
    ])
    expect(asked.filter((name) => name === 'get-correspondence')).toHaveLength(2)
  })

  it('is no message without one when Altinn 3 fails', async () => {
    const fail = (): never => {
      throw new GatewayError('ALTINN3_BUSY')
    }
    const { ask } = scripted({ ...lookUp, 'get-correspondence': fail })
    const { genuineNumberOf } = createCorrespondencesOf(virtualClock())('token', ask)
    await expect(genuineNumberOf(dialog)).rejects.toMatchObject({ code: 'ALTINN3_BUSY' })
  })
})

describe('the search for Altinn 2’s number', () => {
  const resources = Array.from(
    { length: 11 },
    (_, place) => `ttd-migratedcorrespondence-${place}-1`,
  )
  const isCandidate = (resource: string): boolean => resource.includes('migrated')
  const named: readonly string[] = []

  function among(
    has: string,
    listed: readonly string[] = resources,
  ): ReturnType<typeof scripted> & { readonly most: () => number } {
    let [underWay, most] = [0, 0]
    const script = scripted({
      'list-dialog-resources': () => ['app_ttd_annet', ...listed],
      'find-correspondences': async (sent) => {
        most = Math.max(most, (underWay += 1))
        await Promise.resolve()
        underWay -= 1
        return (sent as { readonly resourceId: string }).resourceId === has ? [correspondence] : []
      },
    })
    return { ...script, most: () => most }
  }

  it('asks four resources at a time and no more than it must, and remembers what it found', async () => {
    const { ask, asked, most } = among(resources[1] ?? '')
    const { correspondenceWith } = createCorrespondencesOf(virtualClock())('token', ask)
    const search = { party, number: 385571, isCandidate, named }
    expect(await correspondenceWith(search)).toBe(correspondence)
    expect(asked.filter((name) => name === 'find-correspondences')).toHaveLength(4)
    expect(most()).toBe(4)
    expect(await correspondenceWith(search)).toBe(correspondence)
    expect(asked).toHaveLength(5)
  })

  it('asks every candidate before it gives up, and begins anew after a while', async () => {
    const { ask, asked } = among('none')
    const clock = virtualClock()
    const { correspondenceWith } = createCorrespondencesOf(clock)('token', ask)
    const search = { party, number: 385571, isCandidate, named }
    expect(await correspondenceWith(search)).toBeUndefined()
    clock.advance(29_999)
    expect(await correspondenceWith(search)).toBeUndefined()
    expect(asked).toHaveLength(1 + resources.length)
    clock.advance(1)
    expect(await correspondenceWith(search)).toBeUndefined()
    expect(asked).toHaveLength(2 * (1 + resources.length))
  })

  it('looks through two hundred resources at most, and says that these were not all', async () => {
    const many = Array.from(
      { length: 3_000 },
      (_, place) => `ttd-migratedcorrespondence-${place}-1`,
    )
    const { ask, asked } = among('none', many)
    const { correspondenceWith } = createCorrespondencesOf(virtualClock())('token', ask)
    const search = { party, number: 385571, isCandidate, named }
    for (const times of ['the first time', 'again']) {
      await expect(correspondenceWith(search), times).rejects.toMatchObject({
        code: 'NEEDS_CONFIGURATION',
      })
      expect(asked).toHaveLength(1 + 200)
    }
  })

  it('begins with the resources that the services file names', async () => {
    const many = Array.from(
      { length: 3_000 },
      (_, place) => `ttd-migratedcorrespondence-${place}-1`,
    )
    const { ask, asked } = among('ttd-meldinger', [...many, 'ttd-meldinger'])
    const { correspondenceWith } = createCorrespondencesOf(virtualClock())('token', ask)
    const search = { party, number: 385571, isCandidate, named: ['ttd-meldinger'] }
    expect(await correspondenceWith(search)).toBe(correspondence)
    expect(asked).toHaveLength(1 + 4)
  })

  it('asks some of the named resources that Dialogporten does not list yet', async () => {
    const late = 'ttd-migratedcorrespondence-late-1'
    const { ask, asked } = among(late, [])
    const { correspondenceWith } = createCorrespondencesOf(virtualClock())('token', ask)
    const unknown = Array.from({ length: 100 }, (_, place) => `ttd-migrated-${place}`)
    const search = {
      party,
      number: 385571,
      isCandidate,
      named: ['ttd-meldinger', late, ...unknown],
    }
    expect(await correspondenceWith(search)).toBe(correspondence)
    expect(asked).toHaveLength(1 + 4)
    expect(await correspondenceWith({ ...search, number: 2, named: unknown })).toBeUndefined()
    expect(asked).toHaveLength(1 + 4 + 1 + 20)
  })

  it('tells parties apart', async () => {
    const { ask, asked } = among(resources[0] ?? '')
    const { correspondenceWith } = createCorrespondencesOf(virtualClock())('token', ask)
    await correspondenceWith({ party, number: 1, isCandidate, named })
    await correspondenceWith({ party: '312658496', number: 1, isCandidate, named })
    expect(asked.filter((name) => name === 'list-dialog-resources')).toHaveLength(2)
  })
})
