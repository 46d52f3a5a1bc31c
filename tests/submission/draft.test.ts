import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.ts'
import { makeDraft, type DraftTask } from '../../src/submission/draft/draft.ts'
import { LateRefusal } from '../../src/submission/draft/late-refusal.ts'
import { isSaved, toDataValues } from '../../src/submission/marker.ts'
import {
  elementId,
  elementOf,
  fakePorts,
  fileOf,
  formOf,
  instanceOf,
  type Asked,
} from '../support/draft-ports.ts'
import type { Instance } from '../../src/altinn3/storage.ts'

const dataValues = toDataValues({ marker: 'marker' })
const main = elementOf(1, 'main')
const infected = elementOf(2, 'vedlegg', {
  ...{ filename: 'a.txt', size: 4, fileScanResult: 'Infected' },
})

const task: DraftTask = {
  ...{ app: 'ttd/app', owner: '310000000', language: 'nb' as const, marks: { marker: 'marker' } },
  ...{ isDeletedAtEnd: false, retryWindow: 120_000, note: () => undefined, isFinished: isSaved },
  wanted: { forms: [formOf('main')], files: [fileOf('a.txt')] },
}

const conflict = new GatewayError('NOT_BEING_FILLED_IN', { effect: 'refused' })

/** Altinn 3, in which the draft is there from the beginning or is made, and takes no file. */
function taking({ isThere, seen }: { readonly isThere: boolean; readonly seen: Instance }) {
  let isMade = isThere
  return fakePorts(({ name }: Asked) => {
    switch (name) {
      case 'storage/list-instances':
        return { instances: isMade ? [seen] : [] }
      case 'apps/create-instance':
        isMade = true
        return instanceOf([main], { dataValues })
      case 'apps/post-data':
        throw conflict
      case 'storage/get-instance':
        return seen
      default:
        return { id: '', instance: {}, dataValues: {} }
    }
  })
}

describe('a draft that is made', () => {
  it('is discarded when its app takes no further file: the same again would be refused', async () => {
    const { ports, writes } = taking({ isThere: false, seen: instanceOf([main], { dataValues }) })
    await expect(makeDraft(task, ports, (made) => Promise.resolve(made))).rejects.toBeInstanceOf(
      LateRefusal,
    )
    expect(writes).toEqual(['apps/create-instance', 'apps/post-data', 'apps/discard-instance'])
  })

  it('stays when its app takes no further file since a person has submitted it', async () => {
    const process = { currentTask: { elementId: 'Task_2' } }
    const seen = instanceOf([main], { dataValues, process })
    const { ports, writes } = taking({ isThere: false, seen })
    await expect(makeDraft(task, ports, (made) => Promise.resolve(made))).rejects.toMatchObject({
      code: 'NOT_BEING_FILLED_IN',
    })
    expect(writes).toEqual(['apps/create-instance', 'apps/post-data'])
  })

  it('is looked at again when the file that its app takes no more is there', async () => {
    const there = elementOf(2, 'vedlegg', { filename: 'a.txt', size: 4 })
    const seen = instanceOf([main, there], { dataValues })
    const { ports, writes } = taking({ isThere: false, seen })
    await expect(makeDraft(task, ports, (made) => Promise.resolve(made))).rejects.toMatchObject({
      code: 'STILL_UNDER_WAY',
    })
    expect(writes).toEqual(['apps/create-instance', 'apps/post-data'])
  })

  it('does not keep a file in which malware was found when a retry has found it', async () => {
    const seen = instanceOf([main, infected], { dataValues })
    const { ports, writes } = taking({ isThere: true, seen })
    await expect(makeDraft(task, ports, (made) => Promise.resolve(made))).rejects.toBeInstanceOf(
      LateRefusal,
    )
    expect(writes.at(-1)).toBe(`apps/delete-data ${elementId(2)}`)
  })
})
