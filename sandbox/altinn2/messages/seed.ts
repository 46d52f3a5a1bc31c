import { addMessages, emptyMessages, type Altinn2Message, type Altinn2Messages } from './state.ts'
import { mainParty } from '../../altinn3/access-management/seed.ts'
import { toPdf } from '../../altinn3/storage/contents/ondemand.ts'
import { migratedOnes } from '../../altinn3/storage/seed/migrated.ts'
import { organizations } from '../../organizations.ts'

const at = (local: string): number => Date.parse(`${local}+01:00`)

/** A state of its own with every call: the customer's box. */
export function seedMessages(): Altinn2Messages {
  const state = emptyMessages()
  addMessages(state, mainParty.partyId, [
    {
      id: 'a4210001',
      kind: 'Correspondence',
      subject: 'Vedtak om tilskudd',
      state: 'unread',
      lastChanged: at('2026-03-02T08:15:27.11'),
      created: at('2026-03-02T08:15:27.11'),
      lastChangedBy: 'Prøveetaten',
      serviceOwner: 'Prøveetaten',
      sender: 'Prøveetaten',
      serviceCode: '4540',
      serviceEdition: 1,
      body: '<p>Tilskuddet er innvilget.</p>',
      customData: '{"saksnummer":"2026/17"}',
    },
    // The same as Storage's with that archive reference: what was migrated stayed here as well.
    {
      id: 'b3513210',
      originalId: 'a4209900',
      kind: 'FormTask',
      subject: 'Prøveskjema',
      state: 'submitted',
      lastChanged: Date.parse('2016-03-01T10:11:12Z'),
      created: Date.parse('2016-03-01T09:00:00Z'),
      lastChangedBy: organizations.customer.name,
      serviceOwner: 'Prøveetaten',
      sender: organizations.customer.name,
      serviceCode: '5998',
      serviceEdition: 160101,
      archiveReference: 'AR3513210',
      contents: archivedContents(),
    },
  ])
  return state
}

/** What came over from here. */
function archivedContents(): NonNullable<Altinn2Message['contents']> {
  const [migrated] = migratedOnes(0)
  const files = migrated?.files ?? []
  const form = files.find(({ type }) => type === 'form-data')?.content
  const attachments = files.flatMap(({ type, name, content }) =>
    type === 'binary-data' && name !== undefined && content !== undefined ? [[name, content]] : [],
  )
  return {
    ...(form === undefined ? {} : { form }),
    print: toPdf(['Prøveskjema']),
    attachments: Object.fromEntries(attachments) as Readonly<Record<string, Buffer>>,
  }
}
