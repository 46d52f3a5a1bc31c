import { dropNotification, takeTemplate, type GivenInstance } from './template.ts'
import { errorOfParts, readParts, UnreadableParts, type Part } from './parts.ts'
import { answerNew, start, type NewOne } from './start.ts'
import { isTypeAllowed, lookUp, toInstanceOwner } from './owner.ts'
import { failedWorkflow, tryDelete } from './workflow.ts'
import { addForm, calculate, deserialize, isProblem, prefill } from '../elements/form-data.ts'
import type { Problem } from '../elements/form-data.ts'
import { problemOfNew } from '../elements/guards.ts'
import { issuesOfAnalysis } from '../elements/file-rules.ts'
import type { AppAsked } from '../data.ts'
import type { Party } from '../../access-management/state.ts'
import { aspNetProblem } from '../../problem.ts'
import { mayInApp } from '../../storage/access.ts'
import { text } from '../../storage/answer.ts'
import type { DataType } from '../../storage/model.ts'
import type { Row } from '../../storage/state.ts'
import { addElement } from '../../storage/writing/write.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

const json = { 'Content-Type': 'application/json; charset=utf-8' }

/** InstancesController.Post, step by step in its order. */
export async function postInstance(asked: Asked, app: AppAsked): Promise<Answered> {
  onlyQuery(asked, 'instanceOwnerPartyId', 'language')
  const closed = refusalOfClosed(app)
  if (closed !== undefined) return closed
  try {
    return create(asked, await readParts(asked), app)
  } catch (error) {
    if (!(error instanceof UnreadableParts)) throw error
    const body = { title: 'Error reading request', status: 400, detail: error.message }
    return { status: 400, headers: json, body: JSON.stringify(body) }
  }
}

/** VerifyInstantiationPermissions: only in production, and never of the app's owner. */
export function refusalOfClosed({ application, caller, state }: AppAsked): Answered | undefined {
  const isClosed = state.modes.isProduction && application.disallowUserInstantiation
  if (!isClosed || caller.org !== undefined) return undefined
  return text(403, `User instantiation is disabled for this application ${application.id}`)
}

function create(asked: Asked, parts: Part[], app: AppAsked): Answered {
  const template = takeTemplate(parts)
  dropNotification(parts)
  const given = asked.query.get('instanceOwnerPartyId') ?? undefined
  const owner = ownerOf(given, template)
  if ('status' in owner) return owner
  const error = errorOfParts(parts, app.application)
  if (error !== undefined) {
    return text(400, `Error when comparing content to application metadata: ${error}`)
  }
  const party = lookUp(owner, app.caller)
  if ('status' in party) return party
  const refused = refusalOfParty(party, app)
  if (refused !== undefined) return refused
  const row = start({ ...template, instanceOwner: toInstanceOwner(party) }, app)
  return finish(asked, { row, party, parts }, app)
}

function ownerOf(
  given: string | undefined,
  template: GivenInstance | undefined,
): NonNullable<GivenInstance['instanceOwner']> | Answered {
  const owner = template?.instanceOwner
  if (given === undefined && template === undefined) {
    return text(
      400,
      'Cannot create an instance without an instanceOwner.partyId. Either provide instanceOwner party Id as a query parameter or an instanceTemplate object in the body.',
    )
  }
  if (given !== undefined && owner?.partyId !== undefined) {
    return text(
      400,
      'You cannot provide an instanceOwnerPartyId as a query param as well as an instance template in the body. Choose one or the other.',
    )
  }
  if (template === undefined) return { partyId: given ?? '' }
  return owner === undefined || owner === null || Object.keys(owner).length === 0
    ? text(400, missingOwner)
    : owner
}

export const missingOwner =
  'Error: instanceOwnerPartyId query parameter is empty and InstanceOwner is missing from instance template. You must populate instanceOwnerPartyId or InstanceOwner'

/** By the policy, by the kind of party, and by the app's own rules. */
export function refusalOfParty(party: Party, app: AppAsked): Answered | undefined {
  const { application, caller, state } = app
  const { id: appId } = application
  const partyId = String(party.partyId)
  if (!mayInApp(caller, { appId, partyId }, 'instantiate')) {
    return { ...aspNetProblem(403), headers: json }
  }
  if (!isTypeAllowed(party, application)) {
    return text(403, `Party ${partyId} is not allowed to instantiate this application ${appId}`)
  }
  const { instantiationRefused } = state.modes
  if (instantiationRefused === undefined) return undefined
  const body = { valid: false, ...instantiationRefused, validParties: [], customTextKey: null }
  return { status: 403, headers: json, body: JSON.stringify(body) }
}

interface Begun extends NewOne {
  readonly parts: readonly Part[]
}

/** Whatever goes wrong from here on, the app tries to delete what it has made. */
function finish(asked: Asked, begun: Begun, app: AppAsked): Answered {
  const { row, parts } = begun
  const problem = storeParts(row, parts, app)
  if (problem !== undefined) {
    tryDelete(row, app)
    if (problem === 'exception') {
      const { partyId } = row.instance.instanceOwner
      const id = `${partyId}/${row.instance.id}`
      return text(
        500,
        `Instantiation of data elements failed for instance ${id} for party ${partyId}`,
      )
    }
    return { status: problem.status ?? 500, headers: json, body: JSON.stringify(problem) }
  }
  return failedWorkflow(row, app) ?? answerNew(asked, begun, app)
}

/** StoreParts: all of them are checked before the first is stored. */
function storeParts(
  row: Row,
  parts: readonly Part[],
  app: AppAsked,
): Problem | 'exception' | undefined {
  const stores: (() => void)[] = []
  for (const part of parts) {
    const type = app.application.dataTypes.find(({ id }) => id === part.name)
    if (type === undefined) throw new Error('unexpected part')
    const problem = problemOfNew(row, type, app, part.bytes.length)
    if (problem !== undefined) return problem
    const store = toStore(row, part, type, app)
    if (typeof store !== 'function') return store
    stores.push(store)
  }
  for (const store of stores) store()
  return undefined
}

function toStore(
  row: Row,
  part: Part,
  type: DataType,
  app: AppAsked,
): (() => void) | Problem | 'exception' {
  const { bytes, contentType, filename } = part
  if (type.appLogic !== undefined) {
    const sent = deserialize(bytes, contentType, type, app)
    if (isProblem(sent)) return sent
    return () => void addForm(row, type, calculate(prefill(sent, type, app), app), app)
  }
  const issues = issuesOfAnalysis(filename, app)
  if (issues !== undefined) return issues
  // ValidateBinaryData compares the whole header, parameters and all, and throws.
  const { allowedContentTypes: allowed = [] } = type
  if (allowed.length > 0 && !allowed.includes(contentType)) return 'exception'
  const content = { contentType, filename, received: { bytes: Buffer.from(bytes) } }
  return () => void addElement(app.state, row, type, content, app.caller)
}
