import { describe, expect, it } from 'vitest'
import { listFileTransfers } from '../../src/altinn3/broker.ts'
import { findCorrespondences } from '../../src/altinn3/correspondence.ts'
import { lookUpDialog, searchDialogs } from '../../src/altinn3/dialogporten.ts'
import { getInstance } from '../../src/altinn3/storage.ts'

const uuid = '6f4f0a3e-5d3c-4a52-9a54-0d1b2c3d4e5f'
const moment = '2026-10-01T08:00:00Z'

const instance = (id: string, appId: string, element: string): unknown => ({
  id,
  instanceOwner: { partyId: '50100001' },
  appId,
  org: 'ttd',
  data: [{ id: element, dataType: 'model' }],
  created: moment,
  lastChanged: moment,
})

const dialog = (id: string): unknown => ({
  id,
  org: 'ttd',
  serviceResource: 'urn:altinn:resource:ttd-meldinger',
  party: 'urn:altinn:organization:identifier-no:313876144',
  createdAt: moment,
  contentUpdatedAt: moment,
})

/** Answers of Altinn 3's with this as an id that later goes into a path. */
const answers: Readonly<Record<string, (id: string) => unknown>> = {
  'of instances': (id) => getInstance.read(instance(`50100001/${id}`, 'ttd/skjema', uuid)),
  'of data elements': (id) => getInstance.read(instance(`50100001/${uuid}`, 'ttd/skjema', id)),
  'of dialogs': (id) => searchDialogs.read({ items: [dialog(id)], hasNextPage: false }),
  'of dialogs that are looked up': (id) => lookUpDialog.read({ dialogId: id, instanceRef: 'x' }),
  'of correspondences': (id) => findCorrespondences.read({ ids: [id] }),
  'of broker files': (id) => listFileTransfers.read([id]),
}

describe.each(Object.entries(answers))('ids %s', (_, read) => {
  it.each([uuid, uuid.toUpperCase()])('go into paths: %s', (id) => {
    expect(() => read(id)).not.toThrow()
  })

  it.each(['', '..', `${uuid}/..`, `${uuid}?x`, '-'.repeat(36), `${uuid}\n`, uuid.slice(1)])(
    'do not go into paths when they are something else: %j',
    (id) => {
      expect(() => read(id)).toThrow('ALTINN3_UNREADABLE')
    },
  )
})

describe('the names of apps', () => {
  const read = (appId: string): unknown =>
    getInstance.read(instance(`50100001/${uuid}`, appId, uuid))

  it.each(['ttd/prove-skjema', 'brg/a2-BOAKKO-1', 'ttd/Prove_Skjema'])(
    'go into paths: %s',
    (appId) => {
      expect(() => read(appId)).not.toThrow()
    },
  )

  it.each(['ttd', 'ttd/', '/x', 'ttd/..', 'ttd/a/b', 'ttd/a?b', 'ttd/a#b', 'ttd/a%2e', 'ttd/å'])(
    'do not go into paths when they are something else: %s',
    (appId) => {
      expect(() => read(appId)).toThrow('ALTINN3_UNREADABLE')
    },
  )
})
