// events: the port that bundlers have used for ten years, without dependencies.
import EventEmitter from 'events/events.js';

export default EventEmitter;
