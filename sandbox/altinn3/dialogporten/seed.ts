import { dialogResource } from '../correspondence/resources.ts'
import {
  addDialog,
  createDialogportenState,
  startsSeen,
  type Dialog,
  type DialogportenState,
} from './state.ts'
import { organizationUrn } from '../party-urn.ts'
import { organizations } from '../../organizations.ts'
import { uuidOf } from '../../synthetic-numbers.ts'

/** A service owner's own dialog, which has a correspondence as a transmission. */
export const sharedDialog = '0198f2a0-1c3d-7e5f-8a6b-1c2d3e4f5a6b'
/** One that Altinn 2 never had anything of. */
export const ownDialog = '0198f2a0-2d4e-7f60-9b7c-2d3e4f5a6b7c'

/** What a service owner says itself, without an instance and without a correspondence. */
export interface OwnDialog extends Partial<Dialog> {
  readonly id: string
  readonly party: string
}

export function addOwnDialog(state: DialogportenState, given: OwnDialog): Dialog {
  const at = given.createdAt ?? Date.parse('2026-08-20T10:00:00Z')
  const serviceResource = given.serviceResource ?? `urn:altinn:resource:${dialogResource}`
  const dialog: Dialog = {
    ...{ org: 'ttd', serviceResource, serviceResourceType: 'genericaccessresource' },
    ...{ createdAt: at, updatedAt: at, contentUpdatedAt: at, status: 'InProgress' },
    ...{ isApiOnly: false, hasUnopenedContent: false, isDeleted: false },
    title: [
      { value: 'Sak om byggetillatelse', languageCode: 'nb' },
      { value: 'Building permit case', languageCode: 'en' },
    ],
    ...{ attachments: [], apiActions: [], guiActions: [], transmissions: [], activities: [] },
    ...{ seenLog: [], labels: ['Default'], ownerLabels: [] },
    revision: uuidOf(`revision ${given.id}`),
    contextRevision: uuidOf(`context ${given.id}`),
    isSeen: startsSeen(at, 'ttd', serviceResource),
    ...given,
  }
  addDialog(state, dialog)
  return dialog
}

/** A state of its own with every call: what has come from neither Storage nor Correspondence. */
export function seedDialogporten(): DialogportenState {
  const state = createDialogportenState()
  const party = organizationUrn(organizations.customer.number)
  addOwnDialog(state, { id: sharedDialog, party })
  addOwnDialog(state, {
    ...{ id: ownDialog, party, externalReference: 'sak-2026-18', status: 'RequiresAttention' },
    ...{ dueAt: Date.parse('2099-12-01T00:00:00Z'), extendedStatus: 'mangler-vedlegg' },
    activities: [
      {
        ...{ id: uuidOf('activity'), type: 'DialogCreated' },
        at: Date.parse('2026-08-20T10:00:00Z'),
        performedBy: { actorType: 'ServiceOwner' },
      },
    ],
  })
  return state
}
