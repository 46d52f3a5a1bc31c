import { missingOwner, refusalOfClosed, refusalOfParty } from './instances.ts'
import { lookUp, toInstanceOwner } from './owner.ts'
import { answerNew, start } from './start.ts'
import { isRecord, onlyNames, toOwner } from './template.ts'
import { failedWorkflow } from './workflow.ts'
import type { AppAsked } from '../data.ts'
import { aspNetProblem } from '../../problem.ts'
import { text } from '../../storage/answer.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../../strict.ts'

/** InstancesController.PostSimplified: a model of its own, which has no values of ours. */
export async function postSimplified(asked: Asked, app: AppAsked): Promise<Answered> {
  onlyQuery(asked, 'language')
  if (!/^application\/json\b/i.test(asked.headers['content-type'] ?? '')) return aspNetProblem(415)
  const given: unknown = JSON.parse((await asked.body()).toString())
  if (!isRecord(given)) return aspNetProblem(400)
  onlyNames(given, 'instanceOwner', 'dueBefore', 'visibleAfter', 'prefill', 'sourceInstanceId')
  const closed = refusalOfClosed(app)
  if (closed !== undefined) return closed
  if (given.sourceInstanceId !== undefined) throw new UnlikeTheRealOne('a copy of an instance')
  const owner = toOwner(given.instanceOwner)
  if (owner === null || Object.keys(owner).length === 0) return text(400, missingOwner)
  const party = lookUp(owner, app.caller)
  if ('status' in party) return party
  const refused = refusalOfParty(party, app)
  if (refused !== undefined) return refused
  const { dueBefore, visibleAfter } = given
  const row = start(
    {
      instanceOwner: toInstanceOwner(party),
      ...(typeof dueBefore === 'string' ? { dueBefore } : {}),
      ...(typeof visibleAfter === 'string' ? { visibleAfter } : {}),
    },
    app,
  )
  const prefill = isRecord(given.prefill) ? (given.prefill as Record<string, string>) : {}
  return failedWorkflow(row, app) ?? answerNew(asked, { row, party, prefill }, app)
}
