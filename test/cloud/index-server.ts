import { demoPackages, normalise, type PackageFile, packageFile } from './packages.ts'
import { type Answer, type Question, Refusal } from './service.ts'

/** A Python package index: what it holds, and its answers to clients that have already been let in. */
export class PackageIndex {
  readonly #files: PackageFile[] = [...demoPackages()]

  /** The files of one project. */
  files(project: string): readonly PackageFile[] {
    return this.#files.filter((file) => file.project === normalise(project))
  }

  /** Adds a file, as an upload does. */
  add(file: PackageFile): void {
    this.#files.push(file)
  }

  /** Answers a request for the given path below the index. */
  async answer(question: Question, path: string): Promise<Answer> {
    const [root, project, version, filename] = path.split('/').filter(Boolean)
    if (root === undefined && question.method === 'POST') return this.#upload(question)
    if (question.method !== 'GET' && question.method !== 'HEAD')
      throw new Refusal(405, 'MethodNotAllowed', path)
    if (root !== 'simple') throw notFound(path)
    if (version === undefined && !path.endsWith('/')) return movedTo(`${question.path}/`)
    if (project === undefined) return this.#projects()
    if (version === undefined) return this.#project(project)
    const file = this.files(project).find((f) => f.version === version && f.filename === filename)
    if (!file) throw notFound(path)
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: file.bytes }
  }

  #projects(): Answer {
    const projects = new Set(this.#files.map(({ project }) => project))
    return page([...projects].sort().map((project) => `<a href="${project}/">${project}</a>`))
  }

  #project(project: string): Answer {
    const files = this.files(project)
    if (files.length === 0) throw notFound(project)
    return page(files.map((file) => `<a href="${hrefOf(file)}">${file.filename}</a>`))
  }

  // The legacy upload API, as twine and uv publish speak it.
  async #upload(question: Question): Promise<Answer> {
    const form = await formOf(question)
    const [name, version, content] = [form.get('name'), form.get('version'), form.get('content')]
    const action = form.get(':action')
    if (action !== 'file_upload' || typeof name !== 'string' || typeof version !== 'string') {
      throw new Refusal(400, 'ValidationException', 'not a file upload')
    }
    if (!(content instanceof File)) throw new Refusal(400, 'ValidationException', 'no file in the upload')
    const file = packageFile(name, version, content.name, new Uint8Array(await content.arrayBuffer()))
    const announced = form.get('sha256_digest')
    if (announced !== null && announced !== file.sha256) {
      throw new Refusal(400, 'ValidationException', 'the file does not have the digest that was sent with it')
    }
    if (this.files(file.project).some(({ filename }) => filename === file.filename)) {
      throw new Refusal(409, 'ConflictException', `${file.filename} is already there`)
    }
    this.add(file)
    return { status: 200, detail: { filename: file.filename } }
  }
}

/** What the journal calls a request to an index. */
export function indexOperation({ method }: Question, path: string): string {
  if (method === 'POST') return 'Upload'
  return (
    ['Root', 'ListProjects', 'GetProject', 'GetFile'][Math.min(path.split('/').filter(Boolean).length, 3)] ??
    ''
  )
}

/** The user name and password of a Basic credential. */
export function basicCredential(question: Question): { user: string; password: string } | undefined {
  const [scheme = '', encoded = ''] = (question.headers.authorization ?? '').split(' ')
  if (scheme.toLowerCase() !== 'basic') return undefined
  const [user = '', password = ''] = Buffer.from(encoded, 'base64').toString().split(/:(.*)/s)
  return { user, password }
}

async function formOf({ headers, body }: Question): Promise<FormData> {
  const contentType = headers['content-type'] ?? ''
  try {
    const bytes = new Uint8Array(body)
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new Refusal(400, 'ValidationException', `cannot read a form of type ${contentType}`)
  }
}

function hrefOf(file: PackageFile): string {
  return `${file.version}/${file.filename}#sha256=${file.sha256}`
}

// https://packaging.python.org/en/latest/specifications/simple-repository-api/
function page(links: readonly string[]): Answer {
  const body = `<!DOCTYPE html>\n<html><body>\n${links.join('<br>\n')}\n</body></html>\n`
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

// Links are relative to the page, hence its address must end in a slash.
function movedTo(location: string): Answer {
  return { status: 301, headers: { location } }
}

function notFound(what: string): Refusal {
  return new Refusal(404, 'ResourceNotFoundException', `${what} is not here`)
}
