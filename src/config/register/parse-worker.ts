import { parentPort, workerData } from 'node:worker_threads'
import { ConfigurationError } from '../file/problems.ts'
import type { ParseAnswer } from './parse-in-worker.ts'
import { readContent } from './services.ts'

// The thread that `parse-in-worker.ts` starts: it sends the content of one text, or its problems.
const { text, merged } = workerData as { readonly text: string; readonly merged: readonly string[] }

parentPort?.postMessage(answer())

function answer(): ParseAnswer {
  try {
    return readContent(text, merged)
  } catch (error) {
    if (error instanceof ConfigurationError) return { problems: error.problems }
    return { problems: [error instanceof Error ? error.message : 'cannot be read'] }
  }
}
