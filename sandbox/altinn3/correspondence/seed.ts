import { accountantsClients } from '../access-management/seed.ts'
import { kinds } from '../access-management/kinds.ts'
import { addCorrespondence, type Given } from './new.ts'
import { letterResource, migratedLetterResource } from './resources.ts'
import { addStatus, createCorrespondenceState, type CorrespondenceState } from './state.ts'
import { addReminder } from '../dialogporten/reminder.ts'
import { seedDialogporten, sharedDialog } from '../dialogporten/seed.ts'
import { removeDialog } from '../dialogporten/from-correspondence.ts'
import type { DialogportenState } from '../dialogporten/state.ts'
import { organizationUrn } from '../party-urn.ts'
import { organizations } from '../../organizations.ts'

/** `default(DateTimeOffset)`. */
const defaultDate = '0001-01-01T00:00:00Z'
const customer = organizations.customer.number
const here = { resourceId: letterResource, recipient: customer }
const migrated = { resourceId: migratedLetterResource, recipient: customer }

/** One of every kind, for the customer; the key finds it. */
const customersLetters: readonly Given[] = [
  {
    ...{ ...here, key: 'unread', title: 'Årsoppgave for økonomi', messageSender: 'Prøveetaten' },
    ...{ summary: 'Les og arkiver.', published: '2026-09-10T07:30:00Z' },
    attachments: [
      { fileName: 'Årsoppgave blå–grønn.pdf', content: '%PDF-1.4 årsoppgave' },
      { fileName: 'tall.csv', content: 'år;sum\n2025;1\n' },
    ],
    propertyList: { saksnummer: '2026/17' },
  },
  { ...here, key: 'fetched', published: '2026-09-09T07:30:00Z', history: ['Fetched'] },
  { ...here, key: 'read', published: '2026-09-08T07:30:00Z', history: ['Fetched', 'Read'] },
  {
    ...{
      ...here,
      key: 'to-confirm',
      published: '2026-09-07T07:30:00Z',
      isConfirmationNeeded: true,
    },
    ...{ title: 'Vedtak som må bekreftes', dueDate: '2099-10-01T00:00:00Z' },
  },
  {
    ...{ ...here, key: 'confirmed', published: '2026-09-06T07:30:00Z', isConfirmationNeeded: true },
    history: ['Fetched', 'Read', 'Confirmed'],
  },
  {
    ...here,
    key: 'archived',
    published: '2026-09-05T07:30:00Z',
    history: ['Read'],
    label: 'Archive',
  },
  { ...here, key: 'binned', published: '2026-09-04T07:30:00Z', history: ['Read'], label: 'Bin' },
  { ...here, key: 'purged', published: '2026-09-03T07:30:00Z', history: ['Read'] },
  {
    ...{ ...here, key: 'with-replies', published: '2026-09-02T07:30:00Z' },
    replyOptions: [
      { linkURL: 'https://ttd.apps.tt02.altinn.no/ttd/prove-skjema/', linkText: 'Svar her' },
      { linkURL: 'https://www.altinn.no/hjelp/', linkText: null },
    ],
  },
  {
    ...{ ...here, key: 'about-an-instance', published: '2026-09-01T07:30:00Z', language: 'nn' },
    references: [
      {
        referenceType: 'AltinnAppInstance',
        referenceValue: '50100001/5a2c1f70-6f0b-4d4e-9c55-0f5a7d1b2e3d',
      },
    ],
  },
  {
    ...{ ...here, key: 'many-replies', published: '2026-08-31T07:30:00Z' },
    replyOptions: ['ja', 'nei', 'kanskje', 'senere'].map((word) => ({
      linkURL: `https://ttd.apps.tt02.altinn.no/ttd/prove-skjema/?svar=${word}`,
      linkText: `Svar ${word}`,
    })),
  },
  // The migration tool sends dates that were never set as .NET has them.
  { ...here, key: 'default-date', published: '2026-08-31T06:30:00Z', dueDate: defaultDate },
  { ...here, key: 'to-come', published: '2099-01-01T07:30:00Z' },
  { ...here, key: 'transmission', published: '2026-08-30T07:30:00Z', transmissionOf: sharedDialog },
  {
    ...{ ...migrated, key: 'migrated-unread', published: '2024-04-02T09:00:00Z' },
    ...{ title: 'Vedtak fra den gamle løsningen', altinn2CorrespondenceId: 385571 },
    body: '<html><body><h1>Vedtak</h1><p>Se vedlegg &amp; frist.</p></body></html>',
    attachments: [{ fileName: 'vedtak.pdf', content: '%PDF-1.4 vedtak' }],
  },
  {
    ...{ ...migrated, key: 'migrated-archived', published: '2023-01-17T09:00:00Z' },
    ...{ altinn2CorrespondenceId: 298113, history: ['Read', 'Archived'], label: 'Archive' },
    ...{ body: '<p>Til orientering.</p>', dueDate: '2023-02-01T00:00:00Z' },
  },
]

const [first, second, third] = accountantsClients
const others: readonly Given[] = [
  ...[first, second, third].flatMap((party, place) =>
    party === undefined || party.organizationNumber === null
      ? []
      : [
          {
            ...{ resourceId: letterResource, recipient: party.organizationNumber },
            ...{ key: `client-${place + 1}`, title: `Skattekort for ${party.name}` },
            published: `2026-09-1${place}T06:00:00Z`,
          },
        ],
  ),
  {
    ...{ resourceId: letterResource, recipient: kinds.division.organizationNumber ?? '' },
    ...{ key: 'caretaker', title: 'Til plan og bygg', published: '2026-09-11T06:00:00Z' },
  },
]

/** A state of its own with every call, and its dialogs with it. */
export function seedCorrespondence(
  dialogs: DialogportenState = withReminder(seedDialogporten()),
): CorrespondenceState {
  const state = createCorrespondenceState(dialogs)
  const added = new Map(
    [...customersLetters, ...others].map((given) => [given.key, addCorrespondence(state, given)]),
  )
  const purged = added.get('purged')
  if (purged !== undefined) {
    addStatus(purged, 'PurgedByRecipient', Date.parse('2026-09-03T09:00:00Z'))
    removeDialog(dialogs, purged.id)
  }
  return state
}

/** A reminder, which no letter stands behind. */
export const reminderDialog = '0198f2a0-3e5f-7071-8c8d-3e4f5a6b7c8d'

function withReminder(dialogs: DialogportenState): DialogportenState {
  const createdAt = Date.parse('2026-08-29T06:00:00Z')
  addReminder(dialogs, { id: reminderDialog, party: organizationUrn(customer), createdAt })
  return dialogs
}

/** The id of what was seeded under a key. */
export function letterId(state: CorrespondenceState, key: string): string {
  for (const one of state.byId.values()) if (one.sendersReference === `ref-${key}`) return one.id
  throw new Error(`no letter ${key}`)
}
