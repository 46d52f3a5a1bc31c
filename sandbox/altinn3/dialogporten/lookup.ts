import { policyOf } from '../access-management/state.ts'
import { mayDo, mayList, type Caller } from './access.ts'
import { correspondenceLabel } from './from-correspondence.ts'
import { forbidden, notFound, problem } from './problem.ts'
import { valuesOf } from './query.ts'
import type { Dialog, DialogportenState } from './state.ts'
import { prune } from './view.ts'
import { orgs } from '../seed.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const storage = 'urn:altinn:integration:storage:'
const instance = 'urn:altinn:instance-id:'
const guid = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}'
const forms = new RegExp(
  `^urn:altinn:(?:instance-id:[1-9]\\d{0,8}/|correspondence-id:|dialog-id:)(${guid})$`,
)

/** GET /enduser/dialoglookup: GetDialogLookupQuery.cs. Nobody has seen anything by it. */
export function lookUpDialog(asked: Asked, caller: Caller, state: DialogportenState): Answered {
  onlyQuery(asked, 'instanceRef')
  const [given = ''] = valuesOf(asked, 'instanceRef')
  const wanted = given.trim().toLowerCase()
  const id = forms.exec(wanted)?.[1]
  if (id === undefined) return problem(asked, 400, { InstanceRef: [unsupported] })
  const dialog = wanted.startsWith('urn:altinn:dialog-id:')
    ? state.byId.get(id)
    : state.byLabel.get(wanted.replace(instance, storage))
  if (dialog === undefined || dialog.isDeleted) return notFound(asked, given, 'InstanceRef')
  if (!mayDo(caller, dialog, 'read') && !mayList(caller, dialog)) return forbidden(asked)
  const instanceRef = wanted.startsWith('urn:altinn:dialog-id:') ? refOf(dialog) : wanted
  return { status: 200, body: toLookup(dialog, instanceRef, caller, asked) }
}

const unsupported =
  "InstanceRef must be a supported identifier: 'urn:altinn:instance-id:{partyId}/{uuid}', 'urn:altinn:correspondence-id:{uuid}' or 'urn:altinn:dialog-id:{uuid}'."

/** InstanceRef.cs: the instance, else the correspondence, else the dialog itself. */
function refOf({ id, ownerLabels }: Dialog): string {
  const form = ownerLabels.find((label) => label.startsWith(storage))
  if (form !== undefined) return form.replace(storage, instance)
  const message = ownerLabels.find((label) => label.startsWith(correspondenceLabel('')))
  return message ?? `urn:altinn:dialog-id:${id}`
}

function toLookup(dialog: Dialog, instanceRef: string, caller: Caller, asked: Asked): object {
  const { org, party, serviceResource, title } = dialog
  const id = serviceResource.replace('urn:altinn:resource:', '')
  const owner = orgs.orgs[org]
  return {
    dialogId: dialog.id,
    instanceRef,
    party,
    serviceResource: {
      id: serviceResource,
      isDelegable: true,
      minimumAuthenticationLevel: policyOf(caller.access, id)?.minimumLevel ?? 0,
      name: [{ value: id, languageCode: 'nb' }],
    },
    serviceOwner: {
      orgNumber: owner?.orgnr ?? '',
      code: org,
      name: [{ value: owner?.name.nb ?? '', languageCode: 'nb' }],
    },
    title: prune(title, asked.headers['accept-language']),
    authorizationEvidence: {
      currentAuthenticationLevel: caller.level,
      viaRole: false,
      viaAccessPackage: false,
      viaResourceDelegation: true,
      viaInstanceDelegation: false,
      evidence: [{ grantType: 'ResourceDelegation', subject: serviceResource, name: [] }],
    },
  }
}
