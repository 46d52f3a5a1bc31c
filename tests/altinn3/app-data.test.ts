import { expect, it } from 'vitest'
import { createInstance, postData, putData } from '../../src/altinn3/app-data.ts'
import { keptOf, needAbsent } from '../../src/altinn3/operation.ts'

it.each([400, 413, 415, 422])('reads %i of a part as a refusal that is final', (status) => {
  for (const operation of [createInstance, postData, putData]) {
    let error: unknown
    try {
      needAbsent(operation, { status, body: undefined })
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'PART_REFUSED', details: { effect: 'refused' } })
    expect(keptOf(operation, error)).toEqual({ codes: [String(status)] })
  }
})
