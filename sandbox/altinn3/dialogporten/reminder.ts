import { reminderResource } from '../correspondence/resources.ts'
import { addOwnDialog } from './seed.ts'
import type { Dialog, DialogportenState, Texts } from './state.ts'

interface GivenReminder extends Partial<Dialog> {
  readonly id: string
  readonly party: string
}

const texts = (nb: string, nn: string, en: string): Texts => [
  { value: nb, languageCode: 'nb' },
  { value: nn, languageCode: 'nn' },
  { value: en, languageCode: 'en' },
]

/**
 * UnreadConfidentialCorrespondenceReminderHandler.cs, CreateDialogRequestMapper.cs: its dialog has
 * a letter's type and the status RequiresAttention; neither label nor action names a letter.
 */
export function addReminder(state: DialogportenState, given: GivenReminder): Dialog {
  return addOwnDialog(state, {
    serviceResource: `urn:altinn:resource:${reminderResource}`,
    serviceResourceType: 'correspondenceservice',
    externalReference: 'corr-confidential-reminder',
    status: 'RequiresAttention',
    title: texts('Uåpnet fortrolig post', 'Uopna fortruleg post', 'Unopened confidential mail'),
    summary: texts(
      'Minst én fortrolig melding er ikke åpnet.',
      'Minst éi fortruleg melding er ikkje opna.',
      'At least one confidential message has not been opened.',
    ),
    ...{ isSeen: false, labels: ['Default'], ownerLabels: [] },
    ...given,
  })
}
