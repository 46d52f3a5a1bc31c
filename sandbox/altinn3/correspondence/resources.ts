import type { Policy } from '../access-management/state.ts'

/** A message service that was made for Altinn 3. */
export const letterResource = 'ttd-meldinger'
/** Where the correspondences of the service 5999/1 came. */
export const migratedLetterResource = 'ttd-migratedcorrespondence-5999-1'
/** A service whose owner makes the dialogs itself, without instances and correspondences. */
export const dialogResource = 'ttd-saksdialog'
/** The resource of reminders about confidential letters that were not opened. */
export const reminderResource = 'digdir-reminder-unopened-confidential-correspondences'

/** What a party gives whoever may read its letters. */
export const letterResources = [
  letterResource,
  migratedLetterResource,
  dialogResource,
  reminderResource,
]

const policy: Policy = {
  owner: 'ttd',
  actions: ['read', 'write'],
  roles: ['daglig-leder', 'dagl'],
  // PackageConstants.cs: post, and what an accountant's client gives.
  packages: ['posttjenester', 'regnskapsforer-lonn', 'regnskapsforer-med-signeringsrettighet'],
  organizations: [],
}

export const letterPolicies = (): Readonly<Record<string, Policy>> =>
  Object.fromEntries(letterResources.map((id) => [id, { ...policy }]))
