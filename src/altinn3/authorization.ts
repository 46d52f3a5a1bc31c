import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Action } from '../endpoint.ts'
import type { Operation } from './operation.ts'

/** One question to Altinn 3's decision point: may this subject do this there, for that party? */
export interface Question {
  readonly subject: Subject
  readonly place: Place
  /** The organisation that it is done for. */
  readonly party: string
  readonly action: Action
}

/** A system user by its uuid and by nothing else, since its organisation's rights are not its own. */
export interface Subject {
  readonly systemUser: string
}

export type Place = { readonly resource: string } | { readonly org: string; readonly app: string }

/** `refused` is Altinn 3's no; `unreadable` is no decision at all, and never a yes. */
export type Verdict = 'permit' | 'refused' | 'unreadable'

/** What a token must carry before Altinn 3 decides. */
export const decisionScope = 'altinn:authorization/authorize'

// How strongly the caller has proved who it is: the exchange gives every Maskinporten token this.
const level = 3

/** Altinn/altinn-authorization-tmp, DecisionController.cs. Errors come with 200, too. */
export const authorize: Operation<Question, Verdict> = {
  name: 'authorization/authorize',
  method: 'POST',
  target: () => '/authorization/api/v1/authorize',
  sends: (question) => ({ json: toDecisionRequest(question) }),
  read: readVerdict,
  retry: 'again',
  // Every call of a caller who acts for another waits for it.
  deadline: 10_000,
  // The token has the scope, so that this says nothing about the question.
  outcomes: { 401: 'DECISION_UNAVAILABLE', 403: 'DECISION_UNAVAILABLE' },
}

const organizationNumber = 'urn:altinn:organization:identifier-no'
const actionId = 'urn:oasis:names:tc:xacml:1.0:action:action-id'

/** XACML's JSON profile, one question and no more (XacmlRequestAttribute.cs has the names). */
export function toDecisionRequest({ subject, place, party, action }: Question): object {
  return {
    Request: {
      AccessSubject: toCategory({ 'urn:altinn:systemuser:uuid': subject.systemUser }),
      Action: toCategory({ [actionId]: action }),
      Resource: toCategory({
        ...('resource' in place
          ? { 'urn:altinn:resource': place.resource }
          : { 'urn:altinn:org': place.org, 'urn:altinn:app': place.app }),
        [organizationNumber]: party,
      }),
    },
  }
}

function toCategory(attributes: Readonly<Record<string, string>>): readonly object[] {
  return [
    {
      Attribute: Object.entries(attributes).map(([AttributeId, Value]) => ({ AttributeId, Value })),
    },
  ]
}

const minimum = 'urn:altinn:minimum-authenticationlevel'
const minimumOfOwners = 'urn:altinn:minimum-authenticationlevel-org'

const Assignment = Type.Object({
  // A permit whose condition nobody here understands is none (XACML 3.0, 7.18).
  category: Type.Union([Type.Literal(minimum), Type.Literal(minimumOfOwners)]),
  value: Type.String({ pattern: '^[0-9]{1,2}$' }),
})
const Obligation = Type.Object({ attributeAssignment: Type.Array(Assignment, { minItems: 1 }) })
const Permit = Type.Object({
  decision: Type.Literal('Permit'),
  obligations: Type.Optional(Type.Union([Type.Array(Obligation), Type.Null()])),
})
const Result = Type.Union([
  Permit,
  Type.Object({ decision: Type.Union([Type.Literal('Deny'), Type.Literal('NotApplicable')]) }),
])

const decided = Compile(Type.Object({ response: Type.Tuple([Result]) }))

/** `Permit` or nothing: one result for one question, and every condition met. */
export function readVerdict(body: unknown): Verdict {
  if (!decided.Check(body)) return 'unreadable'
  const [result] = body.response
  if (result.decision !== 'Permit') return 'refused'
  return level >= levelFor(result.obligations ?? []) ? 'permit' : 'refused'
}

/** What is asked of service owners instead is no concern of a system user. */
function levelFor(obligations: readonly Static<typeof Obligation>[]): number {
  const assignments = obligations.flatMap(({ attributeAssignment }) => attributeAssignment)
  const levels = assignments.filter(({ category }) => category === minimum)
  return Math.max(0, ...levels.map(({ value }) => Number(value)))
}
