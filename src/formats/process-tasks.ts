import { Parser } from 'htmlparser2'

/** A task of an app's process, as its file has it. */
export interface DrawnTask {
  readonly type: string
  /** Persons whom the app names have to sign, or others than those who have signed before. */
  readonly hasOwnSigners: boolean
}

/** Tasks that are kept; of a process with more nothing is said. */
const maxTasks = 200
const maxDepth = 200
const maxTextLength = 200

/**
 * Finds the tasks in a process file (BPMN) as it comes. Altinn/app-lib-dotnet AltinnTaskExtension.cs,
 * AltinnSignatureConfiguration.cs.
 */
export class ProcessTasks {
  readonly #tasks: DrawnTask[] = []
  readonly #path: string[] = []
  #type = ''
  #hasOwnSigners = false
  #isProcess = false
  #isTooLarge = false
  readonly #parser = new Parser(
    {
      onopentag: (name) => this.#open(localOf(name)),
      ontext: (text) => this.#text(text),
      onclosetag: (name) => this.#close(localOf(name)),
    },
    { xmlMode: true, decodeEntities: false },
  )

  push(text: string): void {
    if (!this.#isTooLarge) this.#parser.write(text)
  }

  /** In the order of the file; `undefined` where it is no process or too large a one. */
  end(): readonly DrawnTask[] | undefined {
    this.#parser.end()
    return this.#isTooLarge || !this.#isProcess ? undefined : this.#tasks
  }

  #open(name: string): void {
    this.#path.push(name)
    this.#isTooLarge ||= this.#path.length > maxDepth || this.#tasks.length > maxTasks
    this.#isProcess ||= name === 'process'
    if (name === 'taskExtension') [this.#type, this.#hasOwnSigners] = ['', false]
    const isWithinUnique = this.#path.at(-2) === 'uniqueFromSignaturesInDataTypes'
    this.#hasOwnSigners ||= isWithinUnique && name === 'dataType'
  }

  #text(text: string): void {
    const name = this.#path.at(-1)
    if (text.trim() === '') return
    if (name === 'taskType') this.#type = (this.#type + text.trim()).slice(0, maxTextLength)
    if (name === 'signeeProviderId') this.#hasOwnSigners = true
  }

  #close(name: string): void {
    this.#path.pop()
    if (name !== 'taskExtension') return
    this.#tasks.push({ type: this.#type.toLowerCase(), hasOwnSigners: this.#hasOwnSigners })
  }
}

function localOf(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
