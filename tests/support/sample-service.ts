import { idOfInstance, writeMessageId } from '../../src/altinn2/messages/message-id.ts'
import { uuidOf } from '../../sandbox/synthetic-numbers.ts'

/** The service of forms that the stand-ins are seeded with, as a services file has it. */
export const sampleService = {
  service: '5998/160101',
  owner: 'ttd',
  moved: {
    to: 'app',
    app: 'ttd/prove-skjema',
    mainForm: '1900/12345',
    forms: { '1900/12345': 'model', '1901/1': 'underskjema' },
    attachments: { Kartvedlegg: 'kart' },
    signingText: 'signering.erklaring',
    archive: 'ttd/a2-5998-160101',
  },
}

/** The message id of an instance that the stand-in of Storage is seeded with. */
export function idOfSeeded(seed: string, isArchived = false): string {
  const id = idOfInstance(uuidOf(`instance ${seed}`))
  if (id === undefined) throw new Error('no uuid')
  return writeMessageId(id, isArchived)
}
