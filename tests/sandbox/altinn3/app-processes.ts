import { expect } from 'vitest'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import type { FlowTask } from '../../../sandbox/altinn3/storage/flow.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import type { HttpAnswer } from '../../support/network/http.ts'
import { read, type As, type Bench } from './storage-shared.ts'

const owner = String(mainParty.partyId)

export const asServiceOwner: As = {
  org: organizations.serviceOwner.number,
  systemUser: null,
  scope: 'altinn:serviceowner/instances.write',
}

export const task = (
  elementId: string,
  altinnTaskType: string,
  more: Partial<FlowTask> = {},
): FlowTask => ({ elementId, name: altinnTaskType, altinnTaskType, ...more })

export interface Begun {
  readonly guid: string
  readonly path: string
  readonly inStorage: string
}

export interface ProcessBench {
  readonly begin: (app: string) => Promise<Begun>
  readonly next: (path: string, action?: string, as?: As) => Promise<HttpAnswer>
  readonly state: (path: string) => Promise<unknown>
  /** What was written since it was last looked at: the kind, and the task where there is one. */
  readonly written: () => readonly string[]
}

/** What is done with the process of an instance, over a bench. */
export function processesOn({ call, storage }: Bench): ProcessBench {
  return {
    begin: async (app) => {
      const answer = await call(`/${app}/instances`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ instanceOwner: { partyId: owner } }),
      })
      expect(answer.status).toBe(201)
      const { id } = read(answer) as { readonly id: string }
      storage().writes.splice(0)
      return {
        guid: id.split('/')[1] ?? '',
        path: `/${app}/instances/${id}`,
        inStorage: `/storage/api/v1/instances/${id}`,
      }
    },
    next: (path, action, as) =>
      call(
        `${path}/process/next?language=nb`,
        action === undefined
          ? { method: 'PUT' }
          : {
              method: 'PUT',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ action }),
            },
        as,
      ),
    state: async (path) => read(await call(`${path}/process`)),
    written: () =>
      storage()
        .writes.splice(0)
        .map(({ kind, task: where, dataType }) => [kind, where ?? dataType].join(' ').trim()),
  }
}
