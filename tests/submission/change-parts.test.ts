import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.ts'
import { addFile, addForm, removeElement } from '../../src/submission/draft/change-parts.ts'
import { LateRefusal } from '../../src/submission/draft/late-refusal.ts'
import type { DataElement } from '../../src/altinn3/storage.ts'
import {
  draftOf,
  elementId,
  elementOf,
  fakePorts,
  fileOf,
  formOf,
  instanceOf,
  request,
} from '../support/draft-ports.ts'

const lost = new GatewayError('ALTINN3_UNREADABLE', { effect: 'unknown' })
const main = elementOf(1, 'main')
const file = fileOf('a.txt')

function attached(number: number, more: Partial<DataElement> = {}): DataElement {
  return elementOf(number, 'vedlegg', { filename: 'a.txt', size: 4, ...more })
}

describe('a form that is added', () => {
  it('is not taken for the form that another system has added meanwhile', async () => {
    const { ports } = fakePorts(({ name }) => {
      if (name === 'apps/post-data') throw lost
      return instanceOf([main, elementOf(2, 'sub')])
    })
    const draft = draftOf(instanceOf([main]), 2_000)
    await expect(addForm(draft, formOf('sub'), request, ports)).rejects.toMatchObject({
      code: 'STILL_UNDER_WAY',
    })
  })
})

describe('the scan of a file that is added', () => {
  /** A file was there before; the added one is found by its id. */
  function scanning(older: Partial<DataElement>, ...results: readonly string[]) {
    const before = attached(2, { created: '2026-11-30T08:00:00Z', ...older })
    let looks = 0
    const fake = fakePorts(({ name }) => {
      const fileScanResult = results[looks] ?? results.at(-1) ?? 'Clean'
      const added = attached(3, { fileScanResult })
      if (name === 'apps/post-data') return added
      if (name === 'apps/delete-data') return { instance: {} }
      looks += 1
      return instanceOf([main, before, added])
    })
    return { ...fake, draft: draftOf(instanceOf([main, before])), looks: () => looks }
  }

  it('is not passed by an older file of the same name and size', async () => {
    const { ports, draft, writes } = scanning({ fileScanResult: 'Clean' }, 'Infected')
    const refusal = await addFile(draft, file, request, ports).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(LateRefusal)
    expect(writes).toEqual(['apps/post-data', `apps/delete-data ${elementId(3)}`])
  })

  it('is waited for although an older file of the same name and size is clean', async () => {
    const { ports, draft, looks } = scanning({ fileScanResult: 'Clean' }, 'Pending', 'Clean')
    await addFile(draft, file, request, ports)
    expect(looks()).toBe(2)
  })

  it('does not fail for an older file of the same name and size', async () => {
    const { ports, draft, writes } = scanning({ fileScanResult: 'Infected' }, 'Clean')
    await addFile(draft, file, request, ports)
    expect(writes).toEqual(['apps/post-data'])
  })

  it('lets other changes of the draft go on', async () => {
    const { ports, draft, isHeldInPauses } = scanning({}, 'Pending', 'Clean')
    await addFile(draft, file, request, ports)
    expect(isHeldInPauses).toEqual([false])
  })

  it('spares a file that has other content by the time it is to be removed', async () => {
    const { ports, draft, writes } = scanning({}, 'Infected', 'Pending')
    await expect(addFile(draft, file, request, ports)).rejects.toBeInstanceOf(LateRefusal)
    expect(writes).toEqual(['apps/post-data'])
  })
})

describe('a file that is there already', () => {
  it('is 503 when it cannot be read to its end', async () => {
    const cut = (): Readable =>
      new Readable({
        read() {
          this.push(Buffer.from('ab'))
          this.destroy(Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }))
        },
      })
    const there = instanceOf([main, attached(2)])
    const { ports, writes } = fakePorts(() => there, cut)
    await expect(addFile(draftOf(there), file, request, ports)).rejects.toMatchObject({
      code: 'STILL_UNDER_WAY',
    })
    expect(writes).toEqual([])
  })

  it('is added again once it is marked as deleted', async () => {
    const deleted = attached(2, { deleteStatus: { isHardDeleted: true } })
    const added = attached(3)
    const { ports, writes } = fakePorts(({ name }) =>
      name === 'apps/post-data' ? added : instanceOf([main, deleted, added]),
    )
    await addFile(draftOf(instanceOf([main, deleted])), file, request, ports)
    expect(writes).toEqual(['apps/post-data'])
  })

  it('is not found in what is deleted between two looks', async () => {
    const there = instanceOf([main, attached(2)])
    const added = attached(3)
    const { ports, writes } = fakePorts(({ name }) =>
      name === 'apps/post-data'
        ? added
        : instanceOf([main, attached(2, { deleteStatus: { isHardDeleted: true } }), added]),
    )
    await addFile(draftOf(there), file, request, ports)
    expect(writes).toEqual(['apps/post-data'])
  })
})

describe('a part that is removed', () => {
  it('is 404 where there is none', async () => {
    const { ports, writes } = fakePorts(() => undefined)
    await expect(
      removeElement(draftOf(instanceOf([main])), undefined, request, ports),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(writes).toEqual([])
  })
})
