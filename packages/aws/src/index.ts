export { codeartifact } from './codeartifact.ts'
