import { describe, expect, it } from 'vitest'
import type { DataElement } from '../../src/altinn3/storage.ts'
import { LateRefusal } from '../../src/submission/draft/late-refusal.ts'
import { rewriteDraft } from '../../src/submission/draft/rewrite.ts'
import type { FormPlace } from '../../src/submission/wanted.ts'
import {
  elementId,
  elementOf,
  fakePorts,
  fileOf,
  formOf,
  instanceOf,
} from '../support/draft-ports.ts'

/** @param keeps data types that the app lets no user delete */
function placeOf(keeps: readonly string[] = []): FormPlace {
  const types = ['main', 'sub', 'vedlegg', 'own']
  return {
    service: { code: '5998', edition: 160101 },
    place: {
      to: 'app',
      app: 'ttd/app',
      mainForm: '1900/1',
      forms: { '1900/1': 'main', '1901/1': 'sub' },
      attachments: { Vedlegg: 'vedlegg' },
    },
    metadata: {
      dataTypes: types.map((id) => ({
        id,
        appLogic: { disallowUserDelete: keeps.includes(id) },
      })),
    },
  }
}

function draftWith(elements: readonly DataElement[]) {
  const held = new Map(elements.map((one) => [one.id, one]))
  let added = 5
  return fakePorts(({ name, element = '' }) => {
    if (name === 'storage/get-instance') return instanceOf([...held.values()])
    if (name === 'apps/put-data') return { id: element }
    if (name === 'apps/delete-data') {
      held.delete(element)
      return { instance: {} }
    }
    added += 1
    const one = elementOf(added, 'vedlegg', {
      ...{ filename: 'a.txt', size: 4, fileScanResult: 'Infected' },
    })
    held.set(one.id, one)
    return one
  })
}

const wanted = { forms: [formOf('main')], files: [] }

describe('a draft that gets other content', () => {
  it('keeps what is of no type that the services file names', async () => {
    const { ports, writes } = draftWith([
      ...[elementOf(1, 'main'), elementOf(2, 'own'), elementOf(3, 'sub')],
    ])
    await rewriteDraft(instanceOf([]), wanted, placeOf(), ports)
    expect(writes).toEqual([`apps/put-data ${elementId(1)}`, `apps/delete-data ${elementId(3)}`])
  })

  it('is refused before any write where the app lets no user delete a part', async () => {
    const { ports, writes } = draftWith([elementOf(1, 'main'), elementOf(3, 'sub')])
    await expect(
      rewriteDraft(instanceOf([]), wanted, placeOf(['sub']), ports),
    ).rejects.toMatchObject({ code: 'PART_KEPT' })
    expect(writes).toEqual([])
  })

  it('does not keep a file in which malware was found', async () => {
    const { ports, writes } = draftWith([elementOf(1, 'main'), elementOf(3, 'sub')])
    const files = [fileOf('a.txt')]
    await expect(
      rewriteDraft(instanceOf([]), { ...wanted, files }, placeOf(), ports),
    ).rejects.toBeInstanceOf(LateRefusal)
    expect(writes).toEqual([
      `apps/put-data ${elementId(1)}`,
      'apps/post-data',
      `apps/delete-data ${elementId(6)}`,
    ])
  })
})
