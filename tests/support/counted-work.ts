import { Work } from '../../src/altinn2/odata/work.ts'

/** Work whose slices are written down: the units that the caller's options cost in each. */
export function countedWork(): { readonly work: Work; readonly slices: () => readonly number[] } {
  const slices: number[] = []
  let before = 0
  const end = (): void => {
    slices.push(work.spent - before)
    before = work.spent
  }
  const work = new Work({
    yieldToOthers: () => {
      end()
      return Promise.resolve()
    },
  })
  return {
    work,
    slices: () => {
      end()
      return slices
    },
  }
}
