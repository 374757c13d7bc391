import streams from 'node:internal/web-streams';

export default streams;
