// What a package finds that looks for the web's names among the globals.
import abort from 'node:internal/abort';
import events from 'node:internal/events-web';

export const { AbortController } = abort;
export const { DOMException } = events;
